import { createHash } from "node:crypto";
import { type Properties, UNKNOWN } from "../dynamic/implementation";
import { OWN_TAGS } from "./limits";
import type { Instance } from "./schemas";

/** How a host's SSH server is reached, to see that it answers. Never a reason to change a host. */
export interface SshAccess {
  readonly port: number;
  readonly user?: string;
  /** Where set, the host cannot be reached from here directly, and the provider does not wait for SSH. */
  readonly bastion?: string;
}

/** Checked inputs of a GpuHost; what each is says `gpuHost.ts`. */
export interface GpuHostInputs {
  readonly key: string;
  readonly name: string;
  readonly hostname?: string;
  readonly regions: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly sshKeyName: string;
  readonly filesystemNames?: readonly string[];
  readonly imageFamily: string;
  readonly userData?: string;
  readonly userDataVersion: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly firewallRulesets?: Readonly<Record<string, string>>;
  readonly cluster?: string;
  readonly ssh: SshAccess;
  readonly timeouts?: { readonly capacityMinutes?: number; readonly bootMinutes?: number };
}

/** Written out, so that a new default of the vendor's changes no plan. */
const IMAGE_FAMILY = "lambda-stack-24-04";

export function withDefaults(inputs: Properties): Properties {
  const { imageFamily = IMAGE_FAMILY, userData = "" } = inputs;
  const { userDataVersion = userData === UNKNOWN ? UNKNOWN : digest(String(userData)) } = inputs;
  return { ...inputs, imageFamily, userDataVersion };
}

/** Of what the API does not tell, what a host was made with, for hosts without the provider's own tags. */
export type Made = Partial<Pick<GpuHostInputs, "key" | "imageFamily" | "userDataVersion">>;

/** What is kept of a host: what the vendor tells now, and what it was made with. User data is not, nor is Jupyter. */
export function outputsOf(host: Instance, made: Made): Properties {
  const tags = new Map((host.tags ?? []).map((tag) => [tag.key, tag.value]));
  const own = Object.values(OWN_TAGS);
  return {
    key: tags.get(OWN_TAGS.key) ?? made.key,
    name: host.name ?? "",
    hostname: host.hostname ?? "",
    ip: host.ip ?? "",
    privateIp: host.private_ip ?? "",
    status: host.status,
    region: host.region.name,
    instanceType: host.instance_type.name,
    sshKeyNames: [...host.ssh_key_names],
    filesystemNames: [...host.file_system_names].sort(),
    firewallRulesetIds: (host.firewall_rulesets ?? []).map(({ id }) => id).sort(),
    tags: Object.fromEntries([...tags].filter(([name]) => !own.includes(name))),
    imageFamily: tags.get(OWN_TAGS.imageFamily) ?? made.imageFamily,
    userDataVersion: tags.get(OWN_TAGS.userDataVersion) ?? made.userDataVersion,
    launchedAt: tags.has(OWN_TAGS.launchedAt) ? String(Date.parse(tags.get(OWN_TAGS.launchedAt) ?? "")) : "",
  };
}

/** The tags of a launch; `now` in milliseconds since the epoch. */
export function tagsOf(inputs: GpuHostInputs, now: number): Readonly<Record<string, string>> {
  const { key, imageFamily, userDataVersion, cluster } = inputs;
  return {
    ...inputs.tags,
    [OWN_TAGS.key]: key,
    [OWN_TAGS.imageFamily]: imageFamily,
    [OWN_TAGS.userDataVersion]: userDataVersion,
    [OWN_TAGS.launchedAt]: new Date(now).toISOString(),
    ...(cluster === undefined ? {} : { [OWN_TAGS.cluster]: cluster }),
  };
}

/** Of a host that was launched and not seen since. */
export function presumedOutputs({ key, name, tags, imageFamily, userDataVersion }: GpuHostInputs): Properties {
  return { key, name, tags, imageFamily, userDataVersion, status: "booting", ip: "", privateIp: "" };
}

function digest(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
