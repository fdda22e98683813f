import { text } from "node:stream/consumers";
import { Option } from "commander";
import { stacks } from "../../credentials/environments";
import { vaultOf } from "../../credentials/vault";
import { NoSecrets, readSecrets } from "../../ops/migration/input";
import type { Preference } from "../../ops/migration/plan";
import { migrate, NotVerified, type Outcome } from "../../ops/migration/run";
import { OddVault } from "../../ops/migration/vault";
import type { StackName } from "../rehearsal/folder";
import { table } from "../terminal";
import { UserError } from "../userError";
import { onEnvironments, type Where, whereOptions } from "./esc/where";
import { type Add, jsonOption, say } from "./session";

interface Options extends Where {
  readonly stack: StackName;
  readonly prefer: Preference;
  readonly json?: boolean;
}

export const addMigrate: Add = (sophia) => {
  const command = sophia
    .command("migrate")
    .description(
      "moves GitHub's secrets, toJSON(secrets) on standard input, into a stack's vault; GitHub keeps its own",
    )
    .addOption(
      new Option("--stack <stack>", "whose vault; that of local is the rehearsal's")
        .choices(stacks)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--prefer <side>", "whose value stays where the two differ").choices(["esc", "github"]).default("esc"),
    )
    .addOption(jsonOption());
  for (const option of whereOptions()) command.addOption(option);
  command.action(async ({ stack, prefer, json, ...where }: Options) => {
    const vault = vaultOf(stack);
    const rehearsal = where.rehearsal === true || stack === "local";
    const outcomes = await onEnvironments({ ...where, rehearsal }, async (store) => {
      const secrets = readSecrets(await given()).sort((one, other) => (one.name < other.name ? -1 : 1));
      return await migrate(store, { vault, secrets, prefer });
    }).catch(explained);
    process.stdout.write(`${json === true ? JSON.stringify(outcomes) : outcomeTable(outcomes)}\n`);
    say(`${vault}: ${counted(outcomes)}; whatever was written was read back. GitHub keeps its own`);
    refuseDifferent(outcomes, vault);
  });
};

async function given(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UserError(
      "the secrets have to come on standard input",
      "run the workflow Migrate: GitHub gives its secrets to a run alone",
    );
  }
  return await text(process.stdin);
}

function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, path, state, note }) => [name, path, state, note]);
  return table(["secret", "in the vault", "state", "note"], rows);
}

function counted(outcomes: readonly Outcome[]): string {
  const states = [...new Set(outcomes.map(({ state }) => state))];
  return states.map((state) => `${outcomes.filter((one) => one.state === state).length} ${state}`).join(", ");
}

function explained(error: unknown): never {
  const known = [NoSecrets, OddVault, NotVerified].some((kind) => error instanceof kind);
  throw known ? new UserError((error as Error).message) : error;
}

function refuseDifferent(outcomes: readonly Outcome[], vault: string): void {
  const names = outcomes.filter(({ state }) => state === "differs").map(({ name }) => name);
  if (names.length === 0) return;
  throw new UserError(
    `${vault} has something else than GitHub for ${names.join(", ")}; it stays`,
    "look which is right; to take GitHub's: the same command with --prefer github",
  );
}
