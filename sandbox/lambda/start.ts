import type { Part, SandboxContext } from "../context";
import type { Json } from "../world/world";
import { actOn } from "./act";
import { lambdaCloud } from "./api";
import type { LambdaControl } from "./control";
import { requireLoopback } from "./host/loopback";
import { type HostOptions, Hosts } from "./hosts";
import { serveLambda } from "./server";
import { DEFAULT_SETTINGS, type LambdaSettings } from "./settings";

export interface LambdaPart extends Part {
  readonly facts: {
    /** Without `/api/v1`. */
    readonly endpoint: string;
    /** The port of SSH on every host. */
    readonly sshPort: number;
    /** The first three bytes of every host's address. */
    readonly network: string;
  };
  readonly control: LambdaControl;
  /** The same from outside the process: `lambda.preempt` with its arguments. Errors: what is wrong with them. */
  act(name: string, args: readonly Json[]): Json;
}

export interface LambdaOptions extends Pick<HostOptions, "cluster" | "onHostActive" | "onHostGone"> {
  /** Whole groups that replace those of `DEFAULT_SETTINGS`, e.g. capacity. */
  readonly settings?: Partial<LambdaSettings>;
}

/**
 * Starts the stand-in of Lambda Cloud: its API on `context.port("lambda")`, and each host, once it has booted, on
 * a loopback address of its own. Errors: a port that is taken; a machine without those addresses, with the command that
 * adds them.
 */
export async function startLambda(context: SandboxContext, options: LambdaOptions): Promise<LambdaPart> {
  await requireLoopback(context.network);
  const settings = { ...DEFAULT_SETTINGS, network: context.network, ...options.settings };
  const lambda = lambdaCloud({ ...context, settings });
  const [port, sshPort] = [await context.port("lambda"), await context.port("ssh")];
  const log = (line: string) => context.log(line);
  const server = await serveLambda(lambda, port, log);
  const hosts = new Hosts(lambda.cloud, context.world.collection("lambda.hostKey"), { ...options, sshPort, log });
  const stop = async () => {
    await server.stop();
    await hosts.stop();
  };
  try {
    // Those of an earlier run answer before the sandbox says that it is there.
    await hosts.settle();
  } catch (error) {
    await stop();
    throw error;
  }
  hosts.start();
  const facts = { endpoint: `http://127.0.0.1:${server.port}`, sshPort, network: context.network };
  return { facts, control: lambda.control, act: actOn(lambda.control), stop };
}
