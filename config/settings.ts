import { z } from "zod";
import { list, oneOf, section, text, whole } from "./kinds";
import { lambdaInstanceTypes, lambdaRegions } from "./lambdaCatalogue";

/** Kubernetes is the strictest of the vendors about what a label may hold. */
const labelValue = text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "lower-case letters, digits and -, at most 63");
const domain = text(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "a domain in lower case, e.g. sophia-intel.ai",
);
const host = text(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, "a host name or an IP address");
const port = whole(1, 65535);
const userName = text(/^[a-z_][a-z0-9_-]{0,31}$/, "a Unix user's name, e.g. ubuntu");
const identifier = text(/^[A-Z_][A-Z0-9_$]{0,254}$/, "a Snowflake identifier in upper case, e.g. SOPHIA_AI");
const gitHubName = text(/^[A-Za-z0-9_.-]{1,100}$/, "a name as GitHub allows it, e.g. sophia-ai");

/** Who answers for the stack's resources and who pays for them: on every resource as tag or label. */
const tags = section({ owner: labelValue, costCenter: labelValue });

const lambda = section({
  /** Where Lambda's REST API answers. */
  endpoint: text(/^https?:\/\/[^\s/?#]+$/, "an http(s) address without a path, e.g. https://cloud.lambda.ai").default(
    "https://cloud.lambda.ai",
  ),
  /** Where hosts may run, best first: the next one is tried where there is no capacity. */
  regions: list(oneOf(lambdaRegions), "regions"),
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

/** The application's repository, which the stack gives an environment and a workflow. */
const github = section({ owner: gitHubName, repository: gitHubName });

const vercel = section({
  project: text(/^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$/, "lower-case letters, digits, ., _ and -, at most 100"),
  domain,
  /** The team's id. Default: the token's own account. */
  team: text(/^team_[A-Za-z0-9]{1,60}$/, "a team's id, e.g. team_abc").optional(),
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
