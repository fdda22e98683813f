import type { Sandbox } from "../../sandbox/client";
import { findSandbox, startSandbox } from "../../sandbox/client";
import { endOrphans } from "../../sandbox/processes";
import { obtain, obtainOptional } from "../../toolchain/obtain";
import { writeConfiguration } from "./configuration";
import { Engine, engineVariables } from "./engine";
import { evaluateEnvironment } from "./environment";
import type { RehearsalFolder } from "./folder";
import { repair } from "./repair";
import { rehearsalSecrets } from "./secrets";

/** How much faster than ours the vendors' time runs in a rehearsal: a host that boots for four minutes is there in three seconds. */
const SPEED = 100;

export interface Prepared {
  readonly engine: Engine;
  readonly sandbox: Sandbox;
  readonly variables: Record<string, string>;
}
