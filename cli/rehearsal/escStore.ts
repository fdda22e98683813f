import { readFileSync } from "node:fs";
import { z } from "zod";
import { cloudStore } from "../../ops/esc/cloudStore";
import type { EnvironmentStore } from "../../ops/esc/store";
import type { Sandbox } from "../../sandbox/client";
import { escTokenFile } from "../../sandbox/esc/start";
import type { RehearsalFolder } from "./folder";

const factsSchema = z.object({ endpoint: z.string(), organization: z.string() });

/** The ESC environments of a running rehearsal, through the same client as Pulumi Cloud's. */
export function rehearsedEscStore(folder: RehearsalFolder, sandbox: Sandbox): EnvironmentStore {
  const { endpoint, organization } = factsSchema.parse(sandbox.address.facts.esc);
  return cloudStore({ url: endpoint, token: readFileSync(escTokenFile(folder.path), "utf8").trim(), organization });
}
