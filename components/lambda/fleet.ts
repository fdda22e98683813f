import type { LambdaClient } from "./client";
import type { GpuHostInputs } from "./gpuHostInputs";
import { type Identity, peersOf, sortOut } from "./hostStatus";
import type { Instance } from "./schemas";
import type { SshProbe } from "./sshProbe";
import { terminate } from "./termination";

/** What the work on one host needs. */
export interface Fleet {
  readonly client: LambdaClient;
  readonly probe: SshProbe;
  /** One line of progress; it names the host, as Pulumi shows it on the stack. */
  readonly say: (line: string) => void;
}

export type Named = Identity & { readonly name: string };

/**
 * The one live host that carries the key, after ending whatever else carries it: duplicates, which a lost answer or a
 * process that outlived its engine may leave, and hosts that will never serve.
 */
export async function findHost(fleet: Fleet, wanted: Named): Promise<Instance | undefined> {
  const { keep, duplicates, lost } = sortOut(await fleet.client.listInstances(), wanted);
  await endAll(fleet, wanted, [...duplicates, ...lost], keep);
  return keep;
}

/** The other hosts of the cluster that serve or will; none where the host stands alone. */
export async function livePeers({ client }: Fleet, { cluster, key, tags }: GpuHostInputs): Promise<Instance[]> {
  if (cluster === undefined) return [];
  return peersOf(await client.listInstances(), { key, tags }, cluster);
}

/** As `findHost`, for a host that is waited for: that one is returned even where it is lost, and is not ended. */
export async function watchHost(
  fleet: Fleet,
  wanted: Named,
  launched: string,
  held: string | undefined,
): Promise<Instance | undefined> {
  const { keep, duplicates, lost } = sortOut(await fleet.client.listInstances(), wanted, held);
  const others = [...duplicates, ...lost].filter((host) => host.id !== launched || keep !== undefined);
  await endAll(fleet, wanted, others, keep);
  return keep ?? lost.find((host) => host.id === launched) ?? (await fleet.client.getInstance(launched));
}

async function endAll({ client, say }: Fleet, wanted: Named, hosts: readonly Instance[], keep?: Instance) {
  for (const host of hosts) {
    const why = keep === undefined ? `is ${host.status}` : `carries the same key as ${keep.id}`;
    say(`${wanted.name}: terminating ${host.id}, which ${why}`);
    await terminate(client, host.id);
  }
}
