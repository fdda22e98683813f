import { z } from "zod";
import { oneOf, section, text } from "./kinds";

const domain = text(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "a domain in lower case, e.g. sophia-intel.ai",
);
const origin = text(/^https:\/\/[^\s/?#]+$/, "an https address without a path, e.g. https://api.sophia-intel.ai");
const flagName = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/);

/** The front end at Vercel. */
export const vercel = section({
  project: text(/^[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?$/, "lower-case letters, digits and -, at most 100"),
  /** Where the front end is; the MCP gateway is at `api.` below it. */
  domain,
  /** The team's id. Default: the token's own account. */
  team: text(/^team_[A-Za-z0-9]{1,60}$/, "a team's id, e.g. team_abc").optional(),
  /** The gateway that previews use, for their code is a pull request's. Default: the stack's own. */
  previewApi: origin.optional(),
  /** Where functions run: near the hosts (https://vercel.com/docs/regions). Default: iad1, beside Lambda's us-east-1. */
  functionRegion: text(/^[a-z]{3}[0-9]$/, "a region of Vercel's, e.g. iad1").default("iad1"),
  /**
   * Which deployments only members of the team may see. Default: all but production's own domains, which every plan has.
   * Another needs Pro or more (https://vercel.com/docs/deployment-protection).
   */
  deploymentProtection: oneOf([
    "standard_protection_new",
    "all_deployments",
    "only_preview_deployments",
    "none",
  ]).default("standard_protection_new"),
  /** How long a browser that has an older deployment is served by it. Default: not at all; needs Pro or more. */
  skewProtection: oneOf(["30 minutes", "12 hours", "1 day", "7 days"]).optional(),
  /** Feature flags, read at the edge without a deployment. Default: `maintenance`, off. */
  featureFlags: z
    .record(flagName, z.boolean("true or false"), "names in camelCase, each true or false, e.g. maintenance: false")
    .default({ maintenance: false })
    .readonly(),
});
