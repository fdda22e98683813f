import { failures } from "../dynamic/check";
import { type Implementation, NotReady, type Properties } from "../dynamic/implementation";
import type { Account } from "./account";
import type { Fleet } from "./fleet";
import { diffGpuHost } from "./gpuHostDiff";
import { type GpuHostInputs, outputsOf, withDefaults } from "./gpuHostInputs";
import { isGone } from "./hostStatus";
import { findOrLaunch } from "./launch";
import { gpuHostRules } from "./limits";
import { untilReady } from "./ready";
import type { Instance } from "./schemas";
import type { SshProbe } from "./sshProbe";
import { endHost } from "./termination";

export function gpuHosts(account: Account, probe: SshProbe, say: (line: string) => void): Implementation {
  const fleet = async (): Promise<Fleet> => ({ client: await account(), probe, say });
  return {
    async check(_olds, news) {
      return { inputs: withDefaults(news), failures: failures("GpuHost", gpuHostRules, news) };
    },
    async diff(_id, olds, news) {
      return diffGpuHost(olds, news);
    },
    async create(properties) {
      const inputs = checked(properties);
      const ours = await fleet();
      const host = await untilReady(ours, inputs, await findOrLaunch(ours, inputs));
      return { id: host.id, outs: outputsOf(await renamed(ours, inputs, host), inputs) };
    },
    async read(id, known) {
      const host = await (await account()).getInstance(id);
      if (host === undefined || isGone(host.status)) return {};
      return { id, props: outputsOf(host, known) };
    },
    async update(id, olds, properties) {
      const inputs = checked(properties);
      const ours = await fleet();
      const otherName = olds.name !== inputs.name;
      if (otherName) await ours.client.renameInstance(id, inputs.name);
      // Nothing else leads to an update but that the host was not ready when it was created.
      const waited = !otherName || olds.status !== "active";
      const host = waited ? await untilReady(ours, inputs, id, id) : await ours.client.getInstance(id);
      if (host === undefined) throw new Error(`${inputs.name}: ${id} is gone. Run \`pulumi refresh\`, then \`up\`.`);
      return { outs: outputsOf(host, olds) };
    },
    async delete(id, known) {
      await endHost(await fleet(), id, String(known.name ?? id));
    },
  };
}

/** The engine hands over what `check` has seen. */
function checked(properties: Properties): GpuHostInputs {
  return properties as unknown as GpuHostInputs;
}

/** An adopted host may have been launched under an earlier name. */
async function renamed({ client }: Fleet, inputs: GpuHostInputs, host: Instance): Promise<Instance> {
  if (host.name === inputs.name) return host;
  try {
    return await client.renameInstance(host.id, inputs.name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotReady(
      host.id,
      outputsOf(host, inputs),
      `${inputs.name}: ${host.id} is still called ${host.name}: ${reason}`,
    );
  }
}
