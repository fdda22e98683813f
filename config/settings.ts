import { z } from "zod";
import { list, oneOf, section, text, whole } from "./kinds";
import { lambdaInstanceTypes, lambdaRegions } from "./lambdaCatalogue";
import { vercel } from "./vercelSettings";

/** Kubernetes is the strictest of the vendors about what a label may hold. */
const labelValue = text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "lower-case letters, digits and -, at most 63");
const host = text(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, "a host name or an IP address");
const port = whole(1, 65535);
const network = z.cidrv4("an IPv4 network, e.g. 203.0.113.0/24");
const userName = text(/^[a-z_][a-z0-9_-]{0,31}$/, "a Unix user's name, e.g. ubuntu");
const identifier = text(/^[A-Z_][A-Z0-9_$]{0,254}$/, "a Snowflake identifier in upper case, e.g. SOPHIA_AI");
const gitHubName = text(/^[A-Za-z0-9_.-]{1,100}$/, "a name as GitHub allows it, e.g. sophia-ai");

/** Who answers for the stack's resources and who pays for them: on every resource as tag or label. */
const tags = section({ owner: labelValue, costCenter: labelValue });

/** https://docs.lambda.ai/public-cloud/firewalls/ */
const withoutFirewall = "us-south-1";

const lambda = section({
  /** Where Lambda's REST API answers. */
  endpoint: text(/^https?:\/\/[^\s/?#]+$/, "an http(s) address without a path, e.g. https://cloud.lambda.ai").default(
    "https://cloud.lambda.ai",
  ),
  /** Where hosts may run, best first: the next one is tried where there is no capacity. A cluster is in one of them. */
  regions: list(oneOf(lambdaRegions), "regions").superRefine((regions, context) => {
    if (!regions.includes(withoutFirewall)) return;
    const message = `another region than ${withoutFirewall}, where Lambda's firewall rules do not apply`;
    context.addIssue({ code: "custom", message, path: [regions.indexOf(withoutFirewall)] });
  }),
  firewall: section({
    /** From where SSH and Kubernetes' API can be reached, as IPv4 networks. */
    adminNetworks: list(network, "networks"),
    /** Whether this stack sets the account's global rules too, which else let SSH in from anywhere: one stack an account. */
    governsAccount: z.boolean("true or false"),
  }),
  /** How fast the API is called. Default: what Lambda's limits ask for. */
  pacing: section({
    /** Between any two requests. */
    requestMs: whole(0, 60_000).optional(),
    /** Between two launches. */
    launchMs: whole(0, 600_000).optional(),
    /** Between two looks at a host that is coming up or going down. */
    pollMs: whole(1, 60_000).optional(),
  }).optional(),
});

/** The platform never has more hosts, autoscaled ones included. */
const mostHosts = 5;

const hostGroup = section({
  name: text(
    /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
    "lower-case letters, digits and -, beginning with a letter, at most 40",
  ),
  type: oneOf(lambdaInstanceTypes),
  count: whole(1, mostHosts),
  /** What k3s runs as there. */
  role: oneOf(["server", "agent"]),
  /** Kubernetes taints of its hosts, which keep other work off them. Default: none. */
  taints: z
    .array(
      text(
        /^[a-z0-9][a-z0-9./-]{0,252}=[A-Za-z0-9._-]{0,63}:(NoSchedule|PreferNoSchedule|NoExecute)$/,
        "<key>=<value>:<effect>",
      ),
    )
    .readonly()
    .optional(),
});

const fleet = section({
  groups: list(hostGroup, "host groups").superRefine((groups, context) => {
    const report = (message: string, path: PropertyKey[] = []) => {
      context.addIssue({ code: "custom", message, path });
    };
    groups.forEach(({ name }, index) => {
      const taken = groups.findIndex((other) => other.name === name) < index;
      if (taken) report("a name that no other group has", [index, "name"]);
    });
    const hosts = groups.reduce((sum, group) => sum + group.count, 0);
    if (hosts > mostHosts) report(`at most ${mostHosts} hosts together, not ${hosts}`);
    if (groups[0]?.role !== "server")
      report("server for the first group: its first host starts the cluster", [0, "role"]);
  }),
});

const ssh = section({
  user: userName,
  port,
  /** The host to go through where the hosts' SSH is closed to where Pulumi runs. */
  bastion: section({
    host,
    port,
    user: userName,
    hostKey: text(
      /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-\S+) [A-Za-z0-9+/]+={0,2}$/,
      "the public host key, e.g. ssh-ed25519 AAAA...",
    ),
  }).optional(),
});

const mcp = section({
  /** Where the servers' image is pushed to and pulled from. */
  registry: section({
    server: host,
    repository: text(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, "a repository's name in lower case, e.g. sophia-ai/mcp-server"),
    user: gitHubName,
  }),
  /** Of each server: fewest, and most under load. */
  replicas: section({ min: whole(1, 50), max: whole(1, 50) }).refine((replicas) => replicas.min <= replicas.max, {
    message: "a min that is not above max",
  }),
});

const warehouseSizes = ["XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE"] as const;

const snowflake = section({
  organization: identifier,
  /** One account a stack: databases and warehouses have the same names in each. */
  account: identifier,
  user: identifier,
  role: identifier,
  database: identifier,
  schemas: list(identifier, "schemas"),
  /** For all warehouses of the account, a month. */
  monthlyCredits: whole(1, 1_000_000),
  warehouses: list(
    section({
      name: identifier,
      size: oneOf(warehouseSizes),
      clusters: section({ min: whole(1, 10), max: whole(1, 10) }).refine((clusters) => clusters.min <= clusters.max, {
        message: "a min that is not above max",
      }),
      scaling: oneOf(["STANDARD", "ECONOMY"]),
    }),
    "warehouses",
  ),
});

const gitHubNumber = whole(1, Number.MAX_SAFE_INTEGER);

/** The application's repository, which the stack gives an environment and a workflow. */
const github = section({
  owner: gitHubName,
  repository: gitHubName,
  /** Who approves what runs in the stack's environment; one of them is enough. Default: nobody has to. */
  reviewers: section({
    /** Their numbers: `gh api orgs/<owner>/teams/<team> --jq .id`. */
    teams: list(gitHubNumber, "numbers of teams"),
  }).optional(),
  /**
   * What there is once for all stacks: the repository's rules and the organisation's secrets. For one stack only, else
   * each `up` undoes the other's. Default: another stack has them.
   */
  governs: section({
    /** What has to be green before a pull request is merged, by the names of the jobs. */
    statusChecks: list(text(/^\S(.{0,98}\S)?$/, "the name of a job"), "names of jobs"),
    /** Beside GitHub's own, which actions may run. Default: none. */
    allowedActions: list(
      text(/^[A-Za-z0-9_.*-]+\/[A-Za-z0-9_.*/-]+(@\S+)?$/, "an action, e.g. docker/login-action@*"),
      "actions",
    ).optional(),
    /** The GitHub App that Pulumi works as: it writes workflows past the rules. Default: the organisation's admins may. */
    app: gitHubNumber.optional(),
  }).optional(),
});

/** Everything about a stack that is no secret: the `sophia-infra:` keys of `Pulumi.<stack>.yaml`, by section. */
export const settingsSchema = section({
  /** Whether hosts and data are protected from deletion (`pulumi state unprotect` before a `destroy`). */
  protect: z.boolean("true or false"),
  tags,
  lambda,
  fleet,
  ssh,
  mcp,
  snowflake,
  github,
  vercel,
});

/** The parsed settings, frozen all through. */
export type Settings = z.infer<typeof settingsSchema>;
export type HostGroup = Settings["fleet"]["groups"][number];
