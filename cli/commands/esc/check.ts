import { randomBytes } from "node:crypto";
import { catalogue } from "../../../credentials/catalogue";
import { standInSecrets } from "../../../credentials/standIns";
import { checkEnvironments, type Problem } from "../../../ops/esc/check";
import { evaluate } from "../../../toolchain/evaluator";
import { obtain } from "../../../toolchain/obtain";
import { paint } from "../../terminal";
import { UserError } from "../../userError";
import { type Add, jsonOption, say } from "../session";

export const addEscCheck: Add = (esc) => {
  esc
    .command("check")
    .description(
      "evaluates the files in esc/ with Pulumi's own evaluator and compares them with the catalogue; offline",
    )
    .addOption(jsonOption())
    .action(async ({ json }: { json?: boolean }) => {
      const { "sophia-esc": evaluator = "" } = await obtain(["sophia-esc"], say);
      const values = standInSecrets(randomBytes(16).toString("hex"), catalogue);
      const problems = await checkEnvironments((request) => evaluate(evaluator, request), values);
      if (json === true) process.stdout.write(`${JSON.stringify(problems)}\n`);
      else for (const problem of problems) process.stdout.write(`${line(problem)}\n`);
      if (problems.length > 0)
        throw new UserError(
          `${problems.length} ${problems.length === 1 ? "mistake" : "mistakes"} in the ESC environments`,
        );
      say(
        `${paint("green", "✓", process.stderr)} every stack's environment gives the program all that the catalogue has`,
      );
    });
};

/** `file:line:column`, which terminals and editors make a link of. */
function line({ file, place, message }: Problem): string {
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  return `${paint("bold", where)}  ${message}`;
}
