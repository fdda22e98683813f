import { z } from "zod";
import { host, list, oneOf, section, text, whole } from "./kinds";
import { lambdaInstanceTypes, lambdaRegions } from "./lambdaCatalogue";

const port = whole(1, 65535);
const network = z.cidrv4("an IPv4 network, e.g. 203.0.113.0/24");
const userName = text(/^[a-z_][a-z0-9_-]{0,31}$/, "a Unix user's name, e.g. ubuntu");

/** https://docs.lambda.ai/public-cloud/firewalls/ */
const withoutFirewall = "us-south-1";

export const lambda = section({
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

export const fleet = section({
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

export const ssh = section({
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
