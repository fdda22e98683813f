import { z } from "zod";
import { github } from "./gitHubSettings";
import { fleet, lambda, ssh } from "./hostSettings";
import { gitHubName, host, list, oneOf, section, text, whole } from "./kinds";
import { vercel } from "./vercelSettings";

/** Kubernetes is the strictest of the vendors about what a label may hold. */
const labelValue = text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "lower-case letters, digits and -, at most 63");
const identifier = text(/^[A-Z_][A-Z0-9_$]{0,254}$/, "a Snowflake identifier in upper case, e.g. SOPHIA_AI");

/** Who answers for the stack's resources and who pays for them: on every resource as tag or label. */
const tags = section({ owner: labelValue, costCenter: labelValue });

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
