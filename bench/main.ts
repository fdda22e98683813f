import { Argument, Command } from "commander";
import { reportFailure } from "../cli/failure";
import { benchPreview } from "./preview";

const bench = new Command("bench")
  .description("measures side by side in one run, so that a ratio holds on any machine")
  .showHelpAfterError();

bench
  .command("preview", { isDefault: true })
  .description("plain `pulumi preview` of the unchanged local stack against that of an empty program")
  .addArgument(new Argument("[rounds]", "how often each is run, in turn").default("7").argParser(String))
  .option("--json", "the last line is JSON")
  .action(async (rounds: string, options: { json?: boolean }) => {
    await benchPreview(Number(rounds), options.json === true);
  });

bench.parseAsync(process.argv).catch((error: unknown) => process.exit(reportFailure(error)));
