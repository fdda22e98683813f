import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { obtain } from "../../toolchain/obtain";

const answerSchema = z.object({
  properties: z.record(z.string(), z.json()),
  pulumiConfig: z.record(z.string(), z.object({ value: z.json(), secret: z.boolean() })),
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      summary: z.string(),
      environment: z.string().optional(),
      line: z.number().optional(),
      column: z.number().optional(),
    }),
  ),
});
export type Answer = z.infer<typeof answerSchema>;

/** Pulumi's own evaluator; built once where it isn't there. One process for each request. */
export async function openEvaluator(): Promise<(request: object) => Promise<Answer>> {
  const { "sophia-esc": program } = await obtain(["sophia-esc"], (line) => console.log(line));
  if (program === undefined) throw new Error("the ESC evaluator could not be obtained");
  return async (request) => {
    const child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.end(JSON.stringify({ showSecrets: true, ...request }));
    return answerSchema.parse(JSON.parse(await text(child.stdout)));
  };
}
