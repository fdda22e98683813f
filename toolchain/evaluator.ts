import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** What Pulumi's evaluator is asked; see `toolchain/esc/request.go`. Holds secrets in clear. */
export interface EvaluationRequest {
  /** YAML by full name, `project/environment`. */
  readonly environments: Readonly<Record<string, string>>;
  readonly root: string;
  /** Opens no provider: what one would give is unknown. Default false. */
  readonly check?: boolean;
  /** Default false: every secret reads `[secret]`. */
  readonly showSecrets?: boolean;
  /** What `${context...}` reads. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** What providers give, by their names; one that is not among them can't be opened. */
  readonly opened?: Readonly<Record<string, object>>;
  /** Default: each may import any. */
  readonly mayImport?: Readonly<Record<string, readonly string[]>>;
}

const diagnosticSchema = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().optional(),
  environment: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});
/** A mistake or a warning, with its place where it has one; lines and columns begin at 1. */
export type EvaluationDiagnostic = z.infer<typeof diagnosticSchema>;

const entrySchema = z.object({ value: z.json(), secret: z.boolean() });
const evaluationSchema = z.object({
  properties: z.record(z.string(), z.json()),
  secrets: z.array(z.string()),
  unknowns: z.array(z.string()),
  pulumiConfig: z.record(z.string(), entrySchema),
  diagnostics: z.array(diagnosticSchema),
});
/** `secrets` and `unknowns` are the paths of such leaves of `properties`, as Pulumi writes property paths. */
export type Evaluation = z.infer<typeof evaluationSchema>;

/**
 * Runs `program` (sophia-esc). Over a pipe: the values are secrets, and arguments can be read by every user of the machine.
 * Errors: the request itself is wrong; mistakes in environments are in the answer.
 */
export async function evaluate(program: string, request: EvaluationRequest): Promise<Evaluation> {
  const child = spawn(program, [], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  child.stdin.end(JSON.stringify(request));
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`the ESC evaluator failed (exit code ${code}): ${complaint.trim()}`);
  return evaluationSchema.parse(JSON.parse(output));
}
