import { sshKeyPair } from "../../credentials/openSsh";

type Properties = Readonly<Record<string, unknown>>;

/** What only a vendor can tell of a new resource, beside its inputs. */
interface Computed {
  /** Default: the resource's name with `-id`. */
  readonly id?: string;
  readonly outputs?: Properties;
}

const none = (): Computed => ({});
const hostKey = sshKeyPair(Buffer.alloc(32, 1), "mock");
const kubeconfig = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://127.0.0.1:6443\n";

/** Every resource type that the program may register, with what its vendor adds. Another type is refused. */
export const computedOutputs: Readonly<Record<string, (name: string, inputs: Properties) => Computed>> = {
  "pulumi-nodejs:dynamic/lambda:GpuHost": (name) => ({
    outputs: { ip: `203.0.113.${digit(name)}`, privateIp: `10.19.0.${digit(name)}`, status: "active", launchedAt: "1" },
  }),
  "pulumi-nodejs:dynamic/lambda:FirewallRuleset": none,
  "pulumi-nodejs:dynamic/lambda:GlobalFirewall": none,
  "pulumi-nodejs:dynamic/lambda:SshKey": none,
  "pulumi-nodejs:dynamic/sophia:HostKey": () => ({ outputs: hostKey }),
  "pulumi-nodejs:dynamic/sophia:Token": () => ({ outputs: { value: "f".repeat(64) } }),
  "command:remote:Command": (_name, { create }) => ({
    outputs: { stdout: String(create).includes("k3s.yaml") ? kubeconfig : "", stderr: "" },
  }),
  "docker:index/image:Image": (_name, { imageName }) => ({
    outputs: { repoDigest: `${String(imageName).split(":")[0]}@sha256:${"0".repeat(64)}` },
  }),
  "github:index/repositoryEnvironment:RepositoryEnvironment": () => ({ outputs: { repositoryId: 4711 } }),
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": none,
  "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": none,
  "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": none,
  "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": none,
  "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": none,
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate":
    none,
  "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates": none,
  "github:index/repositoryRuleset:RepositoryRuleset": none,
  "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": none,
  "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": none,
  "github:index/repositoryFile:RepositoryFile": none,
  "kubernetes:apps/v1:Deployment": none,
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": none,
  "kubernetes:core/v1:Namespace": none,
  "kubernetes:core/v1:Secret": none,
  "kubernetes:core/v1:Service": none,
  "kubernetes:core/v1:ServiceAccount": none,
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": none,
  "kubernetes:policy/v1:PodDisruptionBudget": none,
  "snowflake:index/database:Database": none,
  "snowflake:index/resourceMonitor:ResourceMonitor": none,
  "snowflake:index/schema:Schema": none,
  "snowflake:index/warehouse:Warehouse": none,
  "vercel:index/edgeConfig:EdgeConfig": () => ({ id: "ecfg_mock" }),
  "vercel:index/edgeConfigItem:EdgeConfigItem": none,
  "vercel:index/edgeConfigToken:EdgeConfigToken": () => ({
    outputs: { token: "mock-token", connectionString: "https://edge-config.vercel.com/ecfg_mock?token=mock-token" },
  }),
  "vercel:index/project:Project": () => ({ id: "prj_mock" }),
  "vercel:index/projectDomain:ProjectDomain": none,
  "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": none,
  "vercel:index/projectRoute:ProjectRoute": none,
};

/** Of `cluster-sophia-main-2-gpu`: 2. */
function digit(name: string): string {
  return /(\d+)-gpu$/.exec(name)?.[1] ?? "9";
}
