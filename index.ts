import "./config/requireNode";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as github from "@pulumi/github";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as snowflake from "@pulumi/snowflake";
import * as vercel from "@pulumiverse/vercel";
import { KubernetesCluster } from "./components/cluster/kubernetesCluster";
import { Delivery } from "./components/github/delivery";
import { McpServer } from "./components/mcp/mcpServer";
import { ServerImage } from "./components/mcp/serverImage";
import { PlatformNamespace } from "./components/platform/platformNamespace";
import { connection } from "./components/snowflake/connection";
import { DataWarehouse } from "./components/snowflake/dataWarehouse";
import { FrontEnd } from "./components/vercel/frontEnd";
import { loadSettings } from "./config/loadSettings";
import { loadSshAuthorizedKeys } from "./credentials/authorizedKeys";
import { loadCredentials } from "./credentials/credentials";

// Both throw with every mistake at once, before anything is declared.
const settings = loadSettings();
const credentials = loadCredentials();
const { fleet, lambda, ssh, mcp, tags, protect } = settings;
const platform = { project: pulumi.getProject(), stack: pulumi.getStack(), protect, ...tags };

// One provider a vendor. Lambda Cloud's is dynamic (components/lambda): it reads its key and endpoint by itself.
const remote = new command.Provider("command");
const builder = new docker.Provider("docker");
const gitHub = new github.Provider("github", { owner: settings.github.owner, token: credentials["github-token"] });
const account = connection(settings.snowflake, credentials["snowflake-private-key"]);
const snowflakeAccount = new snowflake.Provider("snowflake", account);
const vercelTeam = new vercel.Provider("vercel", {
  team: settings.vercel.team,
  apiToken: credentials["vercel-api-token"],
});

// GPU hosts and the cluster on them. The identifier lets its address change without replacing what is in it.
const clusterArgs = { platform, fleet, lambda, ssh, credentials, authorizedKeys: loadSshAuthorizedKeys() };
const cluster = new KubernetesCluster("cluster", clusterArgs, { providers: [remote] });
const inCluster = new kubernetes.Provider("kubernetes", {
  kubeconfig: cluster.kubeconfig,
  clusterIdentifier: `${platform.project}-${platform.stack}`,
  enableSecretMutable: true,
  // What is declared here is ours: `up` takes back a field that somebody changed by hand, rather than stopping at it.
  enablePatchForce: true,
});

// What runs in it.
const image = new ServerImage("mcp-image", { platform, mcp, credentials }, { providers: [builder] });
const space = new PlatformNamespace("platform", { platform, namespace: "sophia" }, { providers: [inCluster] });
const ai = new McpServer(
  "mcp-ai-intelligence",
  { platform, mcp, credentials, server: "ai-intelligence", image: image.digest, namespace: space.namespaceName },
  { providers: [inCluster] },
);

// What is beside it.
const dataArgs = { platform, snowflake: settings.snowflake };
const data = new DataWarehouse("snowflake", dataArgs, { providers: [snowflakeAccount] });
new Delivery("github", { platform, github: settings.github, mcp, credentials }, { providers: [gitHub] });
const gateway = cluster.hosts.map(({ host }) => host.ip);
const frontArgs = { platform, vercel: settings.vercel, github: settings.github, credentials, gateway };
const front = new FrontEnd("vercel", frontArgs, { providers: [vercelTeam] });

export const hosts = cluster.hosts.map(({ host, hostKey }) => ({
  name: host.name,
  address: host.ip,
  hostKey: hostKey.publicKey,
}));
export const { endpoint: clusterEndpoint, kubeconfig } = cluster;
export const mcpUrl = ai.url;
export const mcpImage = image.digest;
export const database = data.database.name;
export const warehouses = data.warehouses.map(({ name }) => name);
export const frontEndUrl = front.url;
export const { dnsRecords } = front;
