import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/loadSettings";
import { type StackName, stackConfig, stacks } from "../../mocks/mockStack";

/** Pulumi.prod.yaml with one section changed. */
function complaintWith(section: string, change: (value: Record<string, unknown>) => unknown): string {
  const config = stackConfig("prod");
  const key = `sophia-infra:${section}`;
  const changed = change(JSON.parse(config[key] ?? "{}"));
  const parsed = parseSettings("prod", { ...config, [key]: JSON.stringify(changed) }, stacks);
  return "complaint" in parsed ? parsed.complaint : "";
}

const group = (change: Record<string, unknown>) => () => ({
  groups: [{ name: "sophia-main", type: "gpu_1x_a10", count: 1, role: "server", ...change }],
});

describe("parseSettings", () => {
  it.each(stacks)("takes the committed file of %s", (stack: StackName) => {
    const parsed = parseSettings(stack, stackConfig(stack), stacks);
    expect(parsed).toHaveProperty("settings.tags.owner", "platform");
  });

  it("fills in Lambda's own address", () => {
    const parsed = parseSettings("prod", stackConfig("prod"), stacks);
    expect(parsed).toHaveProperty("settings.lambda.endpoint", "https://cloud.lambda.ai");
  });

  it("freezes what it gives, all through", () => {
    const parsed = parseSettings("prod", stackConfig("prod"), stacks);
    const isFrozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect("settings" in parsed && isFrozen(parsed.settings)).toBe(true);
  });

  it.each<[string, string, (value: Record<string, unknown>) => unknown, string]>([
    [
      "an unknown region",
      "lambda",
      (lambda) => ({ ...lambda, regions: ["us-east-1", "us-est-1"] }),
      'sophia-infra:lambda.regions[1]: "us-est-1" is not allowed; did you mean "us-east-1"? Allowed: one of us-east-1, ',
    ],
    [
      "an unknown host type",
      "fleet",
      group({ type: "gpu_2x_a10" }),
      'sophia-infra:fleet.groups[0].type: "gpu_2x_a10" is not allowed; did you mean "gpu_1x_a10"? Allowed: one of gpu_1x_a10, ',
    ],
    [
      "a number out of bounds",
      "fleet",
      group({ count: 6 }),
      "sophia-infra:fleet.groups[0].count: 6 is not allowed. Allowed: a whole number from 1 to 5.",
    ],
    [
      "a value of another type",
      "ssh",
      (ssh) => ({ ...ssh, port: "22" }),
      'sophia-infra:ssh.port: "22" is not allowed. Allowed: a whole number from 1 to 65535.',
    ],
    [
      "a missing setting",
      "tags",
      ({ owner }) => ({ owner }),
      "sophia-infra:tags.costCenter is missing. Allowed: lower-case letters, digits and -, at most 63.",
    ],
    [
      "a misspelt setting",
      "ssh",
      (ssh) => ({ ...ssh, bastoin: {} }),
      'sophia-infra:ssh.bastoin is not a setting; did you mean "bastion"? Known here: user, port, bastion.',
    ],
    [
      "a section that is no section",
      "tags",
      () => "platform",
      'sophia-infra:tags: "platform" is not allowed. Allowed: a group of owner, costCenter.',
    ],
    [
      "an address that is none",
      "lambda",
      (lambda) => ({ ...lambda, endpoint: "cloud.lambda.ai" }),
      'sophia-infra:lambda.endpoint: "cloud.lambda.ai" is not allowed. Allowed: an http(s) address without a path',
    ],
    [
      "the region that has no firewall",
      "lambda",
      (lambda) => ({ ...lambda, regions: ["us-east-1", "us-south-1"] }),
      'sophia-infra:lambda.regions[1]: "us-south-1" is not allowed. Allowed: another region than us-south-1',
    ],
    [
      "an admin network that is none",
      "lambda",
      (lambda) => ({ ...lambda, firewall: { adminNetworks: ["203.0.113.0/33"], governsAccount: true } }),
      'sophia-infra:lambda.firewall.adminNetworks[0]: "203.0.113.0/33" is not allowed. Allowed: an IPv4 network',
    ],
    [
      "no region at all",
      "lambda",
      (lambda) => ({ ...lambda, regions: [] }),
      "sophia-infra:lambda.regions: [] is not allowed. Allowed: a list of one or more regions.",
    ],
    [
      "two groups of one name",
      "fleet",
      () => ({ groups: [1, 2].map(() => ({ name: "a", type: "gpu_1x_a10", count: 1, role: "server" })) }),
      'sophia-infra:fleet.groups[1].name: "a" is not allowed. Allowed: a name that no other group has.',
    ],
    [
      "more hosts than the platform may have",
      "fleet",
      () => ({ groups: ["a", "b"].map((name) => ({ name, type: "gpu_1x_a10", count: 3, role: "server" })) }),
      "Allowed: at most 5 hosts together, not 6.",
    ],
    [
      "a cluster that no server starts",
      "fleet",
      group({ role: "agent" }),
      'sophia-infra:fleet.groups[0].role: "agent" is not allowed. Allowed: server for the first group',
    ],
    [
      "fewer replicas at most than at least",
      "mcp",
      (mcp) => ({ ...mcp, replicas: { min: 3, max: 2 } }),
      'sophia-infra:mcp.replicas: {"min":3,"max":2} is not allowed. Allowed: a min that is not above max.',
    ],
  ])("names %s with file, path, value and what is allowed", (_what, section, change, message) => {
    const complaint = complaintWith(section, change);
    expect(complaint).toContain(`  Pulumi.prod.yaml: sophia-infra:`);
    expect(complaint).toContain(message);
    expect(complaint.split("\n")[0]).toBe("1 setting is wrong; nothing was touched.");
  });

  it("names all mistakes at once, and the command that mends one", () => {
    const config = { ...stackConfig("prod"), "sophia-infra:tags": "{}", "sophia-infra:protect": '"yes"' };
    const parsed = parseSettings("prod", config, stacks);
    expect(parsed).toEqual({
      complaint: [
        "3 settings are wrong; nothing was touched.",
        '  Pulumi.prod.yaml: sophia-infra:protect: "yes" is not allowed. Allowed: true or false.',
        "  Pulumi.prod.yaml: sophia-infra:tags.owner is missing. Allowed: lower-case letters, digits and -, at most 63.",
        "  Pulumi.prod.yaml: sophia-infra:tags.costCenter is missing. Allowed: lower-case letters, digits and -, at most 63.",
        "Edit the file, or: pulumi config set --stack prod --path '<path>' <value>",
      ].join("\n"),
    });
  });

  it("names a misspelt section, but neither credentials nor other projects' keys", () => {
    const more = { "sophia-infra:flete": "{}", "aws:region": "x", "sophia-infra:openaiApiKey": "x" };
    const parsed = parseSettings("prod", { ...stackConfig("prod"), ...more }, stacks);
    expect(parsed).toEqual({
      complaint: expect.stringMatching(
        /^1 setting is wrong.*\n.*sophia-infra:flete is not a setting; did you mean "fleet"\?/,
      ),
    });
  });

  it("tells an unknown stack by its missing settings, and which stacks there are", () => {
    expect(parseSettings("prodd", {}, stacks)).toEqual({
      complaint:
        'Stack "prodd" has no settings: no Pulumi.prodd.yaml sets a sophia-infra: key. Stacks that have: local, staging, ' +
        "prod. Choose one (pulumi stack select <stack>) or copy its file.",
    });
  });

  it("never breaks, whatever it is given", () => {
    const sections = Object.keys(stackConfig("prod"));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...sections), fc.json()), (changes) => {
        const parsed = parseSettings("prod", { ...stackConfig("prod"), ...changes }, stacks);
        if ("complaint" in parsed) expect(parsed.complaint).toMatch(/^\d+ settings? (is|are) wrong/);
      }),
    );
  });
});
