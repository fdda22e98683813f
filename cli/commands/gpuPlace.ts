import { accountOf } from "../../components/lambda/account";
import { LambdaClient } from "../../components/lambda/client";
import { type InventoryRow, inventory } from "../../ops/gpu/inventory";
import { stackState } from "../../ops/gpu/stateHosts";
import { plainPulumi } from "../plainPulumi";
import { engineVariables } from "../rehearsal/engine";
import { PROJECT_NAME, RehearsalFolder } from "../rehearsal/folder";
import { obtainProgramsFor } from "../rehearsal/programs";
import { runningSandbox } from "../rehearsal/running";
import { UserError } from "../userError";
import { say } from "./session";
import { fullName, type StackOptions } from "./stack";

/** A stack's hosts, as its state and Lambda Cloud tell them. */
export interface GpuPlace {
  readonly client: LambdaClient;
  look(): Promise<InventoryRow[]>;
}

/**
 * `local`: the rehearsal on this machine. Another stack: the real one, by plain `pulumi` as whoever runs this is logged in.
 * Errors: pulumi's, no such stack, no key for Lambda Cloud in its environment.
 */
export async function gpuPlace(where: StackOptions): Promise<GpuPlace> {
  const [{ stack }, name] = [where, fullName(where)];
  const variables = stack === "local" ? await rehearsed() : {};
  const pulumi = async (...args: string[]) => {
    const { code, output } = await plainPulumi([...args, "--stack", name, "--non-interactive"], { variables });
    if (code === 0) return output;
    throw new UserError(`pulumi ${args.join(" ")} failed for stack ${name}`, "pulumi login; pulumi stack ls");
  };
  const settings = new Map<string, string>();
  for (const key of ["lambdaApiKey", "lambda"]) settings.set(key, (await pulumi("config", "get", key)).trim());
  const client = await accountOf({ get: (key) => settings.get(key) }, () => ({ LambdaClient }))();
  return {
    client,
    async look() {
      // In this order: a host that is launched between the two is in the state by then.
      const instances = await client.listInstances();
      const state = stackState(await pulumi("stack", "export"));
      return inventory(instances, state, { project: PROJECT_NAME, stack }, Date.now());
    },
  };
}

async function rehearsed(): Promise<Record<string, string>> {
  const folder = new RehearsalFolder("local");
  return engineVariables(folder, await runningSandbox(), await obtainProgramsFor(folder, say));
}
