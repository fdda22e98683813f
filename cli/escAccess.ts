import { z } from "zod";
import type { EscAccess } from "../ops/esc/client";
import { escTokenFile, type Sandbox } from "../sandbox/client";
import { readIfThere } from "../sandbox/files";
import type { RehearsalFolder } from "./rehearsal/folder";
import { UserError } from "./userError";

const CLOUD = "https://api.pulumi.com";
const factsSchema = z.object({ endpoint: z.string(), organization: z.string() });

/** Pulumi Cloud, as `pulumi` in CI finds it: PULUMI_ACCESS_TOKEN and, for another address, PULUMI_BACKEND_URL. */
export function cloudAccess(organization?: string): EscAccess {
  const { PULUMI_ACCESS_TOKEN: token = "", PULUMI_BACKEND_URL: url = CLOUD } = process.env;
  if (!/^https?:/.test(url)) {
    const what = `PULUMI_BACKEND_URL is ${url}, where no ESC environments are kept`;
    throw new UserError(what, "unset PULUMI_BACKEND_URL; for the rehearsal's environments: --rehearsal");
  }
  if (token === "") {
    const what = "PULUMI_ACCESS_TOKEN is not set, so Pulumi Cloud's environments can't be reached";
    throw new UserError(what, "make a token at https://app.pulumi.com/account/tokens and export it");
  }
  return { url, token, organization };
}

/** The running rehearsal's own environments. */
export function rehearsalAccess(folder: RehearsalFolder, { address }: Sandbox): EscAccess {
  const facts = factsSchema.safeParse(address.facts.esc);
  const token = readIfThere(escTokenFile(folder.path));
  if (!facts.success || token === undefined) {
    throw new UserError(
      "the running sandbox has no ESC environments: it was started by an older version",
      "npm run local -- stop && npm run local",
    );
  }
  return { url: facts.data.endpoint, token, organization: facts.data.organization };
}
