import { join } from "node:path";
import type { SandboxContext } from "../../context";
import { Authority, type Credential, type Subject, serviceAccountKey } from "./certificates";
import { kubeconfig } from "./kubeconfig";
import { AGGREGATOR, METRICS_HOST } from "./metricsServer";
import { writePrivate } from "./privateFile";
import type { Client, Layout } from "./programs";

/** Loopback addresses of the rehearsal's hosts, which forward the API server's port: `<network>.1` and on. */
const HOST_ADDRESSES = 64;
const MASTERS = "system:masters";

export interface Preparation {
  readonly layout: Layout;
  readonly administrator: Credential;
  /** The certificate that all others are checked against, PEM. */
  readonly authority: string;
  readonly metrics: { readonly port: number; readonly credential: Credential };
}

/** Draws the ports and makes every key, certificate and kubeconfig that is not there yet, in `<folder>/kubernetes`. */
export async function prepareFiles(context: Pick<SandboxContext, "folder" | "network" | "port">): Promise<Preparation> {
  const folder = join(context.folder, "kubernetes");
  const pki = join(folder, "pki");
  const authority = await Authority.open(pki);
  const ports = {
    etcd: await context.port("etcd"),
    "etcd-peer": await context.port("etcd-peer"),
    "kube-apiserver": await context.port("kube-apiserver"),
  };
  const fileOf = async (name: string, subject: Subject) => (await authority.issue(name, subject)).file;
  const client = async (name: Client, subject: Subject) => {
    const file = join(folder, `${name}.kubeconfig`);
    const access = { server: serverUrl(ports["kube-apiserver"]), authority: authority.certificate };
    writePrivate(file, kubeconfig({ ...access, ...(await authority.issue(name, subject)) }));
    return file;
  };
  return {
    authority: authority.certificate,
    metrics: {
      port: await context.port("metrics-server"),
      credential: await authority.issue("metrics-server", { commonName: "metrics-server", addresses: [METRICS_HOST] }),
    },
    administrator: await authority.issue("admin", { commonName: "system:admin", organization: MASTERS }),
    layout: {
      etcdFolder: join(folder, "etcd"),
      authorityFile: authority.certificateFile,
      serviceAccountKeyFile: serviceAccountKey(pki),
      identityFiles: {
        etcd: await fileOf("etcd", { commonName: "etcd", addresses: ["127.0.0.1"] }),
        "kube-apiserver": await fileOf("kube-apiserver", apiServer(context.network)),
        aggregator: await fileOf("aggregator", { commonName: AGGREGATOR }),
      },
      kubeconfigFiles: {
        "kube-controller-manager": await client("kube-controller-manager", {
          commonName: "system:kube-controller-manager",
        }),
        "kube-scheduler": await client("kube-scheduler", { commonName: "system:kube-scheduler" }),
        kwok: await client("kwok", { commonName: "kwok", organization: MASTERS }),
      },
      ports,
    },
  };
}

export function serverUrl(port: number): string {
  return `https://127.0.0.1:${port}`;
}

function apiServer(network: string): Subject {
  const names = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const hosts = Array.from({ length: HOST_ADDRESSES }, (_, index) => `${network}.${index + 1}`);
  return { commonName: "kube-apiserver", addresses: ["127.0.0.1", ...names, ...hosts] };
}
