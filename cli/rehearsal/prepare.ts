import { escEnvironments } from "../../credentials/environments";
import { rotatedOf } from "../../credentials/vault";
import { cloudStore } from "../../ops/esc/cloudStore";
import { findSandbox, type Sandbox, startSandbox } from "../../sandbox/client";
import { endOrphans } from "../../sandbox/processes";
import { rehearsalAccess } from "../escAccess";
import { duration } from "../terminal";
import { expectedRepositories, writeConfiguration } from "./configuration";
import { Engine, engineVariables } from "./engine";
import { evaluateEnvironment } from "./environment";
import type { RehearsalFolder } from "./folder";
import { obtainProgramsFor, type Programs } from "./programs";
import { repair } from "./repair";
import { type RehearsalSecrets, rehearsalSecrets } from "./secrets";

/** How much faster than ours the vendors' time runs: a host that boots for four minutes is there in three seconds. */
const SPEED = 100;

export interface Prepared {
  readonly engine: Engine;
  readonly sandbox: Sandbox;
}

/** Everything that an operation needs: programs, sandbox, credentials, configuration, and a state that no kill has left half-done. */
export async function prepare(folder: RehearsalFolder, say: (line: string) => void): Promise<Prepared> {
  const programs = await obtainProgramsFor(folder, say);
  const ended = await endOrphans(folder.path);
  if (ended.length > 0) say(`ended ${ended.length} processes that a killed run had left`);
  const secrets = rehearsalSecrets(folder);
  const sandbox = (await findSandbox(folder.path)) ?? (await start(folder, secrets, programs, say));
  // What rotates is in ESC alone: the stand-in from the seed is the key of before the first rotation.
  const rotated = await cloudStore(rehearsalAccess(folder, sandbox)).read(rotatedOf(folder.stack));
  const evaluated = await evaluateEnvironment(programs["sophia-esc"], folder.stack, secrets.values, rotated?.yaml);
  writeConfiguration(folder, secrets.passphrase, evaluated, sandbox);
  const engine = await Engine.open(folder, engineVariables(folder, sandbox, programs));
  for (const line of await repair(folder, engine, sandbox)) say(line);
  return { engine, sandbox };
}

async function start(
  folder: RehearsalFolder,
  { values }: RehearsalSecrets,
  programs: Programs,
  say: (line: string) => void,
): Promise<Sandbox> {
  const startedAt = Date.now();
  say("starting the sandbox: a Kubernetes control plane and the vendors' stand-ins (usually 10 s)");
  const repositories = expectedRepositories(folder.stack);
  const esc = escEnvironments(folder.stack, values);
  const start = { folder: folder.path, accounts: values, programs, repositories, esc, speed: SPEED };
  const sandbox = await startSandbox(start);
  say(`the sandbox is up (${duration(Date.now() - startedAt)})`);
  return sandbox;
}
