import { freeNow, noCapacity, type Place, placesWithCapacity, wanted } from "./capacity";
import { LambdaError } from "./errors";
import { type Fleet, findHost, livePeers } from "./fleet";
import { diffGpuHost } from "./gpuHostDiff";
import { type GpuHostInputs, outputsOf, tagsOf } from "./gpuHostInputs";
import { OWN_TAGS } from "./limits";
import { refuseUnknownRegions, refuseUnknownTypes, togetherWith, usableRegions } from "./places";
import { progress } from "./progress";
import type { Instance } from "./schemas";

const CAPACITY_MINUTES = 15;

/** In user data: the private addresses of the cluster's hosts that are there when this one is launched. */
const PEERS = "@@PEERS@@";
/** In user data: the time of the launch as the tag has it, in milliseconds: tells a host from one of its name before it. */
const LAUNCH = "@@LAUNCH@@";

/** Launches whose outcome stays unknown, or that the front door turns away, before it is an error. */
const ATTEMPTS = 4;

/** The id of the host with the inputs' key: the one that is there, else a new one in the first place that has room. */
export async function findOrLaunch(fleet: Fleet, inputs: GpuHostInputs): Promise<string> {
  const { client, say } = fleet;
  const minutes = inputs.timeouts?.capacityMinutes ?? CAPACITY_MINUTES;
  const deadline = client.clock.now() + minutes * 60_000;
  const refused = new Set<string>();
  const tell = progress(fleet, `${inputs.name}:`);
  for (;;) {
    const there = await findHost(fleet, inputs);
    if (there !== undefined) return adopted(fleet, inputs, there);
    const types = await client.listInstanceTypes();
    refuseUnknownTypes(inputs, Object.keys(types));
    const peers = await livePeers(fleet, inputs);
    const regions = togetherWith(peers, inputs, await usableRegions(fleet, inputs));
    const places = placesWithCapacity(types, regions, inputs.instanceTypes);
    for (const place of places) {
      const id = await launchAt(fleet, inputs, place, peers);
      if (id !== undefined) return id;
      refused.add(`${place.instanceType} in ${place.region}`);
      say(`${inputs.name}: ${place.region} has no ${place.instanceType} left, whatever its list says`);
    }
    const free = freeNow(types, inputs.instanceTypes);
    if (client.clock.now() >= deadline) throw noCapacity(inputs, minutes, refused, free);
    if (places.length === 0) await refuseUnknownRegions(fleet, inputs);
    tell(`waits up to ${minutes} min for ${wanted(inputs)}; free now: ${free}`);
    await client.clock.sleep(6 * client.pacing.pollMs);
  }
}

/** Left by a run that was interrupted, perhaps before the settings were changed: the state then shows what it is. */
function adopted({ say }: Fleet, inputs: GpuHostInputs, host: Instance): string {
  const { replaces = [] } = diffGpuHost(outputsOf(host, inputs), { ...inputs });
  const others =
    replaces.length === 0 ? "" : `; it has other ${replaces.join(", ")}, so the next \`up\` will replace it`;
  say(`${inputs.name}: adopting ${host.id}, which carries the key ${inputs.key}${others}`);
  return host.id;
}

/** Undefined where the place turns out to be full. */
async function launchAt(
  fleet: Fleet,
  inputs: GpuHostInputs,
  place: Place,
  peers: readonly Instance[],
): Promise<string | undefined> {
  const { client, say } = fleet;
  const lastLook = async () => {
    const there = await findHost(fleet, inputs);
    if (there !== undefined) return adopted(fleet, inputs, there);
    say(`${inputs.name}: launching a ${place.instanceType} in ${place.region}`);
    return undefined;
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.launch(requestFor(inputs, place, peers, client.clock.date()), lastLook);
    } catch (error) {
      if (!(error instanceof LambdaError)) throw error;
      if (error.code === "instance-operations/launch/insufficient-capacity") return undefined;
      if (!error.outcomeUnknown && error.code !== "client/rate-limited") throw error;
      say(`${inputs.name}: no good answer to the launch (${error.code}); looking whether the host is there`);
      const id = await lookAfter(fleet, inputs, error);
      if (id !== undefined) return id;
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** A launch takes a while to show: looks until one that Lambda received must have. */
async function lookAfter(fleet: Fleet, inputs: GpuHostInputs, lost: LambdaError): Promise<string | undefined> {
  const { clock, pacing } = fleet.client;
  const until = clock.now() + 2 * pacing.launchMs;
  try {
    for (;;) {
      const host = await findHost(fleet, inputs);
      if (host !== undefined || clock.now() >= until) return host?.id;
      await clock.sleep(pacing.pollMs);
    }
  } catch (error) {
    throw new Error(
      `${inputs.name}: a launch was sent and its answer lost (${lost.code}), and whether it succeeded cannot be ` +
        `asked now: ${error instanceof Error ? error.message : error} A host that came of it is billed and carries the ` +
        `tag ${OWN_TAGS.key}=${inputs.key}: run the same command again, which adopts it.`,
    );
  }
}

function requestFor(inputs: GpuHostInputs, place: Place, peers: readonly Instance[], now: number) {
  const { filesystemNames = [], firewallRulesets = {}, hostname, userData } = inputs;
  const ruleset = firewallRulesets[place.region];
  const addresses = peers.flatMap(({ private_ip }) => private_ip ?? []);
  return {
    region_name: place.region,
    instance_type_name: place.instanceType,
    ssh_key_names: [inputs.sshKeyName],
    name: inputs.name,
    image: { family: inputs.imageFamily },
    tags: Object.entries(tagsOf(inputs, now)).map(([key, value]) => ({ key, value })),
    ...(hostname === undefined ? {} : { hostname }),
    ...(userData === undefined
      ? {}
      : { user_data: userData.replaceAll(PEERS, addresses.join(" ")).replaceAll(LAUNCH, String(Math.trunc(now))) }),
    ...(filesystemNames.length === 0 ? {} : { file_system_names: filesystemNames }),
    ...(ruleset === undefined ? {} : { firewall_rulesets: [{ id: ruleset }] }),
  };
}
