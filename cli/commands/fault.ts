import { Argument, InvalidArgumentError } from "commander";
import { runningSandbox } from "../rehearsal/running";
import { type Add, say } from "./session";

export const addFault: Add = (sophia) => {
  const fault = sophia.command("fault").description("tells a stand-in to fail, as vendors do");
  fault
    .command("add", { isDefault: true })
    .argument("<vendor>", "lambda, github, vercel, snowflake, docker, command, kubernetes, esc")
    .argument("<operation>", 'with * as a wildcard: "create *", "POST /instance-operations/launch"')
    .addArgument(new Argument("<kind>").choices(["refuse", "delay", "drop", "rate-limit", "garble"]))
    .option("--times <n>", "how many calls it hits", whole, 1)
    .option("--after <n>", "how many matching calls pass before", whole, 0)
    .option("--delay <seconds>", "for delay: seconds of the vendor's time", whole, 60)
    .action(async (vendor: string, operation: string, kind: string, options: Record<string, number>) => {
      const { times, after, delay } = options;
      const sandbox = await runningSandbox();
      await sandbox.call("POST", "faults", { vendor, operation, kind, times, after, delayMs: (delay ?? 0) * 1000 });
      say(`${vendor} will ${kind} ${operation}`);
    });
  fault
    .command("clear")
    .description("all stand-ins behave again")
    .action(async () => {
      await (await runningSandbox()).call("DELETE", "faults");
      say("no fault is set");
    });
};

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number, please.");
  return Number(text);
}
