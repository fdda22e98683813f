import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Download, Platform, Program } from "./program";

const PULUMI = "3.259.0";
const KUBERNETES = "1.34.1";
const ETCD = "3.6.4";
const KWOK = "0.7.0";
const KUBERNETES_PLUGIN = "4.34.2";
const ACTIONLINT = "1.7.12";

/** The folder with one Go module for each folder of programs. */
export const modulesFolder = __dirname;

/** Every program that npm does not ship. The versions of modules are pinned again in each go.mod, with go.sum. */
export const programs: readonly Program[] = [
  {
    name: "pulumi",
    version: PULUMI,
    // Pulumi keeps newer engines working with older SDKs of its major version; an older engine lacks calls that the
    // SDK in package.json makes.
    onPath: { ask: ["version"], serves: "same major, not older" },
    download: (platform) => pulumiArchive("pulumi", platform),
    module: {
      folder: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${PULUMI}` },
      seconds: 200,
    },
  },
  {
    name: "pulumi-language-nodejs",
    version: PULUMI,
    onPath: { beside: "pulumi" },
    download: (platform) => pulumiArchive("pulumi-language-nodejs", platform),
    // Later sdk modules hold the language host no more. This one works with today's engine.
    module: {
      folder: "language",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      version: "3.68.0",
      seconds: 30,
    },
  },
  {
    name: "pulumi-resource-kubernetes",
    version: KUBERNETES_PLUGIN,
    onPath: "always", // as the engine does
    installed: (env) => join(pulumiHome(env), "plugins", `resource-kubernetes-v${KUBERNETES_PLUGIN}`),
    download: ({ os, arch }) => ({
      url: `https://get.pulumi.com/releases/plugins/pulumi-resource-kubernetes-v${KUBERNETES_PLUGIN}-${os}-${arch}.tar.gz`,
      member: "pulumi-resource-kubernetes",
    }),
    without: "the sandbox's own kubernetes plugin is used",
  },
  {
    name: "etcd",
    version: ETCD,
    onPath: { ask: ["--version"], serves: "same minor" },
    download: ({ os, arch }) => {
      const release = `https://github.com/etcd-io/etcd/releases/download/v${ETCD}`;
      const folder = `etcd-v${ETCD}-${os}-${arch}`;
      const archive = `${folder}.${os === "linux" ? "tar.gz" : "zip"}`;
      return { url: `${release}/${archive}`, member: `${folder}/etcd`, sums: `${release}/SHA256SUMS` };
    },
    module: { folder: "etcd", package: "go.etcd.io/etcd/server/v3", seconds: 30 },
  },
  kubernetes("kube-apiserver"),
  kubernetes("kube-controller-manager"),
  kubernetes("kube-scheduler"),
  {
    name: "kwok",
    version: KWOK,
    onPath: { ask: ["--version"], serves: "same minor" },
    // The project publishes no sums: TLS to its release page has to do.
    download: ({ os, arch }) => ({
      url: `https://github.com/kubernetes-sigs/kwok/releases/download/v${KWOK}/kwok-${os}-${arch}`,
    }),
    module: { folder: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", seconds: 75 },
  },
  {
    name: "sophia-esc",
    version: `${PULUMI}-${sourceHash("esc")}`,
    module: { folder: "esc", package: ".", seconds: 30 },
  },
  {
    name: "actionlint",
    version: ACTIONLINT,
    onPath: { ask: ["-version"], serves: "same minor" },
    download: ({ os, arch }) => {
      const release = `https://github.com/rhysd/actionlint/releases/download/v${ACTIONLINT}/actionlint_${ACTIONLINT}`;
      return { url: `${release}_${os}_${arch}.tar.gz`, member: "actionlint", sums: `${release}_checksums.txt` };
    },
    module: {
      folder: "actionlint",
      package: "github.com/rhysd/actionlint/cmd/actionlint",
      stamps: { "github.com/rhysd/actionlint.version": ACTIONLINT },
      seconds: 30,
    },
    without: "only the test of the GitHub workflows wants it",
  },
];

function pulumiArchive(program: string, { os, arch }: Platform): Download {
  const base = "https://get.pulumi.com/releases/sdk";
  return {
    url: `${base}/pulumi-v${PULUMI}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`,
    member: `pulumi/${program}`,
    sums: `${base}/pulumi-${PULUMI}-checksums.txt`,
  };
}

function kubernetes(name: string): Program {
  const url = `https://dl.k8s.io/v${KUBERNETES}/bin`;
  const [major, minor] = KUBERNETES.split(".");
  return {
    name,
    version: KUBERNETES,
    onPath: { ask: ["--version"], serves: "same minor" },
    // Kubernetes publishes its servers for Linux only; they build elsewhere too.
    download: ({ os, arch }) =>
      os === "linux" ? { url: `${url}/${os}/${arch}/${name}`, sums: `${url}/${os}/${arch}/${name}.sha256` } : undefined,
    module: {
      folder: "kubernetes",
      package: `k8s.io/kubernetes/cmd/${name}`,
      // Without them the server reports version 0.0.0, which clients refuse or complain about.
      stamps: {
        "k8s.io/component-base/version.gitVersion": `v${KUBERNETES}`,
        "k8s.io/component-base/version.gitMajor": `${major}`,
        "k8s.io/component-base/version.gitMinor": `${minor}`,
        "k8s.io/component-base/version.gitTreeState": "clean",
        "k8s.io/client-go/pkg/version.gitVersion": `v${KUBERNETES}`,
      },
      seconds: 215,
    },
  };
}

function pulumiHome(env: NodeJS.ProcessEnv): string {
  return env.PULUMI_HOME || join(homedir(), ".pulumi");
}

/** Eight hex digits over the sources of a module of ours: a change of them is another version, and is built anew. */
function sourceHash(folder: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(join(modulesFolder, folder)).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(file)) hash.update(file).update(readFileSync(join(modulesFolder, folder, file)));
  }
  return hash.digest("hex").slice(0, 8);
}
