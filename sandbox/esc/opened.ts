import { randomUUID } from "node:crypto";
import { type Evaluation, evaluate } from "../../toolchain/evaluator";
import type { SandboxContext } from "../context";
import { Refusal } from "./refusal";
import type { Value } from "./values";

const SECONDS = { h: 3600, m: 60, s: 1 } as const;

interface Session {
  readonly of: string;
  readonly values: Readonly<Record<string, Value>>;
  readonly until: number;
}

/** What has been opened, until it expires; in memory only, as it holds secrets in clear. */
export class Opened {
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly context: Pick<SandboxContext, "clock" | "programs">,
    private readonly given: Readonly<Record<string, object>>,
  ) {}

  evaluate(request: Parameters<typeof evaluate>[1]): Promise<Evaluation> {
    return evaluate(this.context.programs["sophia-esc"] ?? "sophia-esc", { ...request, opened: this.given });
  }

  add(of: string, values: Session["values"], seconds: number): string {
    const id = randomUUID();
    this.#sessions.set(id, { of, values, until: this.context.clock.now() + seconds * 1000 });
    return id;
  }

  /** Errors: 404 for one that never was, that is another environment's, or that has expired. */
  read(of: string, id: string): Session["values"] {
    const session = this.#sessions.get(id);
    if (session === undefined || session.of !== of || session.until < this.context.clock.now()) {
      throw new Refusal(404, "Not Found: no such open environment, or it has expired");
    }
    return session.values;
  }
}

/** Seconds of a duration as Go writes it, `1h30m0s`. Errors: 400. */
export function durationOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new Refusal(400, `Bad Request: invalid duration ${text}`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS], 0);
}
