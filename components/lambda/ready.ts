import { NotReady } from "../dynamic/implementation";
import { type Fleet, watchHost } from "./fleet";
import { type GpuHostInputs, outputsOf, presumedOutputs } from "./gpuHostInputs";
import { isGone, isLost } from "./hostStatus";
import { progress } from "./progress";
import type { Instance } from "./schemas";
import { terminate } from "./termination";

const BOOT_MINUTES = 20;

/**
 * Waits until the host is active, has an address and answers SSH, and returns it. One that never will is terminated
 * before the error is thrown; one that is `held` in the state, or can't be terminated, is left to it (`NotReady`).
 */
export async function untilReady(fleet: Fleet, inputs: GpuHostInputs, launched: string, held?: string) {
  const { clock, pacing } = fleet.client;
  const startedAt = clock.now();
  const minutes = inputs.timeouts?.bootMinutes ?? BOOT_MINUTES;
  const tell = progress(fleet, `${inputs.name}: ${launched}`);
  let host: Instance | undefined;
  for (;;) {
    const waited = clock.now() - startedAt;
    try {
      host = await watchHost(fleet, inputs, launched, held);
    } catch (error) {
      throw unseen(inputs, launched, host, error);
    }
    // A launch answers before its instance is listed everywhere.
    const vanished = host === undefined ? waited > 2 * pacing.launchMs : isGone(host.status);
    if (vanished) throw gone(inputs, launched, host, held);
    if (host !== undefined && isLost(host.status)) {
      throw await giveUp(fleet, inputs, host, `became ${host.status}`, held);
    }
    const missing = await whatIsMissing(fleet, inputs, host);
    if (host !== undefined && missing === undefined) return host;
    if (host !== undefined && waited >= minutes * 60_000) {
      throw await late(fleet, inputs, host, `${missing} after ${minutes} min`, held);
    }
    tell(missing ?? "");
    await clock.sleep(pacing.pollMs);
  }
}

async function whatIsMissing(fleet: Fleet, inputs: GpuHostInputs, host?: Instance): Promise<string | undefined> {
  if (host === undefined) return "is not listed yet";
  if (host.status !== "active") return `is ${host.status}`;
  if (!host.ip) return "has no address";
  const { port, bastion } = inputs.ssh;
  if (bastion !== undefined) {
    fleet.say(`${inputs.name}: ${host.id} is active; SSH goes through ${bastion}, so it is not tried from here`);
    return undefined;
  }
  const silent = await fleet.probe(host.ip, port);
  return silent === undefined ? undefined : `does not answer SSH at ${host.ip}:${port} (${silent})`;
}

/** An active host that only SSH doesn't reach is not ended: what is in the way may be here (an admin network, a VPN). */
async function late(fleet: Fleet, inputs: GpuHostInputs, host: Instance, why: string, held?: string): Promise<Error> {
  if (host.status !== "active") return await giveUp(fleet, inputs, host, why, held);
  const advice =
    "It stays in the state. Is this machine in an admin network that the firewall lets in? Then run `up` again.";
  return new NotReady(host.id, outputsOf(host, inputs), `${inputs.name}: ${host.id} ${why}. ${advice}`);
}

async function giveUp(fleet: Fleet, inputs: GpuHostInputs, host: Instance, why: string, held?: string): Promise<Error> {
  const what = `${inputs.name}: ${host.id} in ${host.region.name} ${why}`;
  if (held !== undefined) {
    return new NotReady(host.id, outputsOf(host, inputs), `${what}. The next \`up\` replaces it.`);
  }
  try {
    await terminate(fleet.client, host.id);
    return new Error(`${what}. It was terminated; run \`up\` again for another one.`);
  } catch (error) {
    const reason = `${what}, and could not be terminated: ${told(error)} It is billed: run \`up\` again, which ends it.`;
    return new NotReady(host.id, outputsOf(host, inputs), reason);
  }
}

function unseen(inputs: GpuHostInputs, launched: string, host: Instance | undefined, error: unknown): Error {
  const known = host === undefined ? presumedOutputs(inputs) : outputsOf(host, inputs);
  const reason = `${inputs.name}: ${launched} was launched, and Lambda Cloud cannot be asked how it is: ${told(error)}`;
  return new NotReady(host?.id ?? launched, known, `${reason} It stays in the state: run \`up\` again.`);
}

function gone(inputs: GpuHostInputs, launched: string, host: Instance | undefined, held?: string): Error {
  const what = `${inputs.name}: ${launched} is gone before it was ready: someone or something else terminated it`;
  if (held === undefined) return new Error(`${what}. Run \`up\` again for another one.`);
  const known = host === undefined ? presumedOutputs(inputs) : outputsOf(host, inputs);
  return new NotReady(launched, { ...known, status: "terminated" }, `${what}. The next \`up\` replaces it.`);
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
