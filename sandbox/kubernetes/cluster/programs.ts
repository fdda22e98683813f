import { AGGREGATOR } from "./metricsServer";

/** Where the control plane's programs find their files and each other. */
export interface Layout {
  /** etcd's data; kept across stops. */
  readonly etcdFolder: string;
  readonly authorityFile: string;
  readonly serviceAccountKeyFile: string;
  /** PEM files with certificate and key, by the name of whom they identify. */
  readonly identityFiles: Readonly<Record<Identity, string>>;
  readonly kubeconfigFiles: Readonly<Record<Client, string>>;
  readonly ports: Readonly<Record<"etcd" | "etcd-peer" | "kube-apiserver", number>>;
}

export type Client = "kube-controller-manager" | "kube-scheduler" | "kwok";
type Identity = "etcd" | "kube-apiserver" | "aggregator";
export type ProgramName = Client | "etcd" | "kube-apiserver";

/** Documentation's own network (RFC 5737): an API server must publish an address, and loopback ones are refused. */
const ADVERTISED_ADDRESS = "192.0.2.1";
/** k3s's defaults for pods and services. */
const POD_NETWORK = "10.42.0.1/16";
const SERVICE_NETWORK = "10.43.0.0/16";

/** The command line of each program, by the program's name. No secret stands in any. */
export function programArguments(layout: Layout): Readonly<Record<ProgramName, readonly string[]>> {
  return {
    etcd: etcd(layout),
    "kube-apiserver": apiServer(layout),
    "kube-controller-manager": controllerManager(layout),
    "kube-scheduler": [...client(layout, "kube-scheduler"), ...alone],
    kwok: [
      ...client(layout, "kwok"),
      "--manage-all-nodes=true",
      `--cidr=${POD_NETWORK}`,
      "--node-lease-duration-seconds=40",
    ],
  };
}

const alone = [
  // One of each runs, so none is elected; and nobody scrapes them, so they listen nowhere.
  "--leader-elect=false",
  "--secure-port=0",
  // The defaults, 20 a second, hold the controllers' own start up by four seconds.
  "--kube-api-qps=500",
  "--kube-api-burst=1000",
];

function client({ kubeconfigFiles }: Layout, name: Client): string[] {
  return [`--kubeconfig=${kubeconfigFiles[name]}`];
}

function etcd({ etcdFolder, authorityFile, identityFiles, ports }: Layout): string[] {
  const peer = `https://127.0.0.1:${ports["etcd-peer"]}`;
  const clients = `https://127.0.0.1:${ports.etcd}`;
  const tls = (prefix: string) => [
    `--${prefix}cert-file=${identityFiles.etcd}`,
    `--${prefix}key-file=${identityFiles.etcd}`,
    `--${prefix}trusted-ca-file=${authorityFile}`,
    `--${prefix}client-cert-auth=true`,
  ];
  return [
    "--name=sophia",
    `--data-dir=${etcdFolder}`,
    // A killed process loses nothing without fsync, only a machine that loses power does: it can be rehearsed anew.
    "--unsafe-no-fsync=true",
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=sophia=${peer}`,
    // Every key is in here, secrets too, and other users of the machine reach loopback: certificates on both sides.
    ...tls(""),
    ...tls("peer-"),
    "--log-level=warn",
  ];
}

function apiServer({ authorityFile, serviceAccountKeyFile, identityFiles, ports }: Layout): string[] {
  return [
    "--bind-address=127.0.0.1",
    `--secure-port=${ports["kube-apiserver"]}`,
    `--advertise-address=${ADVERTISED_ADDRESS}`,
    `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
    `--etcd-cafile=${authorityFile}`,
    `--etcd-certfile=${identityFiles.etcd}`,
    `--etcd-keyfile=${identityFiles.etcd}`,
    `--tls-cert-file=${identityFiles["kube-apiserver"]}`,
    `--tls-private-key-file=${identityFiles["kube-apiserver"]}`,
    `--client-ca-file=${authorityFile}`,
    "--anonymous-auth=false",
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged=true",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${serviceAccountKeyFile}`,
    `--service-account-signing-key-file=${serviceAccountKeyFile}`,
    `--service-cluster-ip-range=${SERVICE_NETWORK}`,
    `--requestheader-client-ca-file=${authorityFile}`,
    `--requestheader-allowed-names=${AGGREGATOR}`,
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-username-headers=X-Remote-User",
    `--proxy-client-cert-file=${identityFiles.aggregator}`,
    `--proxy-client-key-file=${identityFiles.aggregator}`,
    "--profiling=false",
  ];
}

function controllerManager(layout: Layout): string[] {
  return [
    ...client(layout, "kube-controller-manager"),
    ...alone,
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${layout.serviceAccountKeyFile}`,
    `--root-ca-file=${layout.authorityFile}`,
    // 15 s in k3s: a rehearsal should see an autoscaler's answer while someone is looking.
    "--horizontal-pod-autoscaler-sync-period=3s",
    "--profiling=false",
  ];
}
