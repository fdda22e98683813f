import { adopting } from "../../../components/dynamic/adopting";
import type { Implementation, Properties } from "../../../components/dynamic/implementation";
import { gpuHosts } from "../../../components/lambda/gpuHostProvider";
import type { SshProbe } from "../../../components/lambda/sshProbe";
import type { Process, Vendor } from "./vendor";

/** A user's public key; the vendor wants one that can be read. */
export const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

/** Inputs of a host that the stand-in takes. */
export function wanted(key: string, more: Properties = {}): Properties {
  return {
    key,
    name: `sophia-${key}`,
    regions: ["us-east-1", "us-west-1"],
    instanceTypes: ["gpu_1x_a10"],
    sshKeyName: "sophia",
    tags: { project: "sophia-infra", stack: "test" },
    ssh: { port: 22 },
    userData: "#cloud-config\n",
    ...more,
  };
}

/** The provider of GpuHost as a process runs it. `probe` says what keeps SSH from answering; default: nothing. */
export function hostsOf(process: Process, probe: SshProbe = async () => undefined, apiKey?: string): Implementation {
  return adopting("GpuHost", gpuHosts(process.account(apiKey), probe, process.say), process.say);
}

/** `check`, then `create`, as the engine does. Throws the mistakes. */
export async function createHost(hosts: Implementation, inputs: Properties) {
  const { inputs: checked, failures } = await hosts.check({}, inputs);
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
  return await hosts.create(checked);
}

export function addSshKey(vendor: Vendor): void {
  vendor.lambda.cloud.sshKeys.put("0".repeat(32), { name: "sophia", public_key: PUBLIC_KEY });
}
