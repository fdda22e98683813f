import { expect, it } from "vitest";
import { parseSettings } from "../../../config/loadSettings";
import { stackConfig, stacks } from "../../mocks/mockStack";

/** What is said of Pulumi.prod.yaml with another section for Vercel. */
function complaintAbout(vercel: object): string {
  const base = { project: "web", domain: "example.com" };
  const config = { ...stackConfig("prod"), "sophia-infra:vercel": JSON.stringify({ ...base, ...vercel }) };
  const parsed = parseSettings("prod", config, stacks);
  return "complaint" in parsed ? parsed.complaint : "";
}

it("the front end needs no more than a project and a domain", () => {
  const parsed = parseSettings("local", stackConfig("local"), stacks);
  expect(parsed).toHaveProperty("settings.vercel.deploymentProtection", "standard_protection_new");
  expect(parsed).toHaveProperty("settings.vercel.functionRegion", "iad1");
  expect(parsed).toHaveProperty("settings.vercel.featureFlags", { maintenance: false });
});

it.each<[string, object, string]>([
  [
    "a protection in Pulumi's spelling",
    { deploymentProtection: "standardProtectionNew" },
    'vercel.deploymentProtection: "standardProtectionNew" is not allowed; did you mean "standard_protection_new"?',
  ],
  [
    "an address that is not encrypted",
    { previewApi: "http://api.example.com" },
    'vercel.previewApi: "http://api.example.com" is not allowed. Allowed: an https address without a path',
  ],
  ["a region of another vendor", { functionRegion: "us-east-1" }, "Allowed: a region of Vercel's, e.g. iad1"],
  ["an undecided flag", { featureFlags: { beta: "yes" } }, 'vercel.featureFlags.beta: "yes" is not allowed.'],
  [
    "a flag's name that no key can be",
    { featureFlags: { "a b": true } },
    "Allowed: names in camelCase, each true or false",
  ],
  ["a project's name with a dot", { project: "sophia.ai" }, "Allowed: lower-case letters, digits and -, at most 100"],
  ["a skew of any time", { skewProtection: "2 days" }, "Allowed: one of 30 minutes, 12 hours, 1 day, 7 days"],
])("refuses %s with what is allowed", (_what, vercel, said) => {
  expect(complaintAbout(vercel)).toContain(said);
});
