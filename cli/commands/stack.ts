import { type Command, Option } from "commander";
import { stacks } from "../../credentials/environments";
import { PROJECT_NAME, type StackName } from "../rehearsal/folder";

/** For commands that work on the rehearsal and on the real stacks alike. */
export interface StackOptions {
  readonly stack: StackName;
  readonly organization?: string;
}

export function onStack(command: Command): Command {
  const stack = new Option("--stack <stack>", "local is the rehearsal on this machine; the others are the real ones");
  return command
    .addOption(stack.choices(stacks).makeOptionMandatory())
    .option("--organization <name>", "in Pulumi Cloud; by default the access token's own");
}

/** As plain `pulumi` takes it. */
export function fullName({ stack, organization }: StackOptions): string {
  return organization === undefined ? stack : `${organization}/${PROJECT_NAME}/${stack}`;
}
