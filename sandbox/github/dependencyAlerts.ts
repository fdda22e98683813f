import { flag, text } from "../table/field";
import type { Moment, Row } from "../table/row";
import { asText } from "../table/value";
import { answer, inRepository, needsRepository, repoPath, repositoryId } from "./rest";

const repository = text({ required: true, forcesReplacement: true });

/** Settings of a repository, there always: making one is setting it. Apart from `vulnerabilityAlerts` of Repository here. */
const setting = {
  identity: { id: (inputs) => asText(inputs.repository) ?? "" },
  taken: () => undefined,
  gone: () => undefined,
  needs: needsRepository,
  parents: inRepository,
} satisfies Partial<Row>;

export const repositoryVulnerabilityAlerts: Row = {
  ...setting,
  collection: "github.vulnerabilityAlerts",
  fields: { enabled: flag({ default: true }), repository },
  outputs: { repositoryId },
};

export const repositoryDependabotSecurityUpdates: Row = {
  ...setting,
  collection: "github.dependabotSecurityUpdates",
  fields: { enabled: flag({ required: true }), repository },
  refuses: withoutAlerts,
};

function withoutAlerts(at: Moment): string | undefined {
  if (at.inputs.enabled !== true) return undefined;
  const name = asText(at.inputs.repository) ?? "";
  const alerts = at.find("github.vulnerabilityAlerts", name)?.enabled;
  if (alerts === true || at.find("github.repository", name)?.vulnerability_alerts === true) return undefined;
  const path = repoPath(at, at.inputs, "automated-security-fixes");
  const reason = "422 Vulnerability alerts must be enabled to configure automated security fixes.";
  return answer("PUT", path, reason);
}
