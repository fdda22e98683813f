import type { ParsedKey } from "ssh2";
import { IMAGES, INSTANCE_TYPES } from "../catalogue";
import { readPublicKey } from "../publicKey";
import type { InstanceRecord } from "../records";
import { type Initialised, initialise, type VirtualFile } from "./cloudInit";

const KUBECONFIG_PATH = "/etc/rancher/k3s/k3s.yaml";

/** The inside of a host: what its SSH server knows and shows. */
export interface Machine {
  readonly hostname: string;
  /** Who is let in at the moment. */
  authorizedKeys(): readonly ParsedKey[];
  readonly files: ReadonlyMap<string, VirtualFile>;
  readonly cloudInit: Initialised;
  readonly gpu: { readonly name: string; readonly count: number };
  /** The digits of its GPUs' ids. */
  readonly id: string;
  readonly surroundings: Surroundings;
}

/** What the host's scripts change outside of it. */
export interface Surroundings {
  /** Makes these OpenSSH public keys all that log in as `ubuntu`, from the next login on. */
  authorize(keys: readonly string[]): void;
  /** Moves a node's pods to the other nodes and takes it out of the cluster; says what it did. Errors: pods that stay. */
  leave(node: string, launch: string): Promise<string>;
}

/** Every host has the kubeconfig of a k3s server: whether user data installs k3s, and as what, is not looked at. */
export function machine(
  id: string,
  record: () => InstanceRecord,
  hostKubeconfig: string,
  surroundings: Surroundings,
): Machine {
  const { user_data, hostname: given, type: instanceType, image } = record();
  const cloudInit = initialise(user_data);
  const hostname = cloudInit.hostname ?? given;
  const keys = () => record().authorized_since ?? [...record().authorized_keys, ...cloudInit.authorizedKeys];
  const type = INSTANCE_TYPES.find(({ name }) => name === instanceType);
  const authorized = {
    readable: true,
    get content() {
      return `${keys().join("\n")}\n`;
    },
  };
  const files = new Map<string, VirtualFile>([
    ["/home/ubuntu/.ssh/authorized_keys", authorized],
    ["/etc/hostname", { content: `${hostname}\n`, readable: true }],
    ["/etc/os-release", { content: osRelease(image), readable: true }],
    [KUBECONFIG_PATH, { content: hostKubeconfig, readable: false }],
    ...cloudInit.files,
  ]);
  return {
    hostname,
    authorizedKeys: () =>
      keys()
        .map(readPublicKey)
        .filter((key) => key !== undefined),
    files,
    cloudInit,
    gpu: { name: type?.gpu_description.split(" (")[0] ?? "GPU", count: type?.specs.gpus ?? 0 },
    id,
    surroundings,
  };
}

function osRelease(imageId: string): string {
  const version = IMAGES.find(({ id }) => id === imageId)?.version ?? "24.04";
  const short = version.split(".").slice(0, 2).join(".");
  return [
    `PRETTY_NAME="Ubuntu ${version} LTS"`,
    'NAME="Ubuntu"',
    `VERSION_ID="${short}"`,
    `VERSION="${version} LTS"`,
    "ID=ubuntu",
    "ID_LIKE=debian",
    "",
  ].join("\n");
}
