import { z } from "zod";

/** ESC did not do what it was asked. `message` holds no value of a definition, and nothing hangs on it that does. */
export class EscFailure extends Error {
  constructor(
    message: string,
    /** Undefined where no answer came. */
    readonly status: number | undefined,
  ) {
    super(message);
    this.name = "EscFailure";
  }
}

/** What axios throws, as far as it is of use: the rest of it carries the token and the body. */
const thrownSchema = z.object({
  code: z.string().optional(),
  response: z.object({ status: z.number(), data: z.unknown() }).optional(),
});

const placeSchema = z.object({ begin: z.object({ line: z.number(), column: z.number() }) });
const refusalSchema = z.object({
  message: z.string().default(""),
  diagnostics: z.array(z.object({ summary: z.string().default(""), range: placeSchema.optional() })).default([]),
});

/** Turns what a call threw into an `EscFailure`. `secrets` are taken out of what ESC says. */
export function failureOf(thrown: unknown, what: string, secrets: readonly string[] = []): EscFailure {
  const { code, response } = thrownSchema.parse(Object(thrown));
  if (response === undefined) {
    return new EscFailure(`${what}: no answer (${code ?? "unknown"}); whether it was done is not known`, undefined);
  }
  const { status } = response;
  return new EscFailure(`${what}: ${REASONS[status] ?? `status ${status}`}${said(response.data, secrets)}`, status);
}

const REASONS: Readonly<Record<number, string>> = {
  400: "ESC refuses the definition",
  401: "the access token is not accepted",
  403: "the access token has not the right to do this",
  404: "there is none, or the access token may not read it",
  429: "asked too often",
};

function said(data: unknown, secrets: readonly string[]): string {
  const parsed = refusalSchema.safeParse(typeof data === "string" ? readJson(data) : data);
  if (!parsed.success) return "";
  const { message, diagnostics } = parsed.data;
  const lines = diagnostics.map(({ summary, range }) =>
    range === undefined ? summary : `${range.begin.line}:${range.begin.column} ${summary}`,
  );
  const text = lines.length > 0 ? `\n  ${lines.join("\n  ")}` : message === "" ? "" : ` (${message})`;
  return secrets.reduce((left, secret) => (secret === "" ? left : left.replaceAll(secret, "[secret]")), text);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page, say: it is of no use to the reader.
    return undefined;
  }
}
