/*
 * Not imitated: users, teams, apps and who may do what; plans (environments' reviewers and rulesets of private
 * repositories need one); history, pull requests, workflow runs; what rules and branch protection forbid; a token taken
 * from the environment: it has to be an argument of the provider.
 */

import type { SandboxContext } from "../context";
import type { Invoke } from "../plugin/types";
import { type Bench, lookUp } from "../table/kind";
import { type TablePlugin, tablePlugin } from "../table/plugin";
import { type Connection, type Rows, type Stored, VendorRefusal } from "../table/row";
import { asText } from "../table/value";
import { branchProtection } from "./branchProtection";
import { connect, providerFields } from "./connection";
import { repositoryDependabotSecurityUpdates, repositoryVulnerabilityAlerts } from "./dependencyAlerts";
import { repositoryEnvironment, repositoryEnvironmentDeploymentPolicy } from "./environments";
import { repositoryFile } from "./files";
import { issues } from "./http/issues";
import {
  actionsOrganizationPermissions,
  actionsRepositoryPermissions,
  oidcSubjectClaim,
  workflowRepositoryPermissions,
} from "./permissions";
import { branches, repository, seededRepository } from "./repositories";
import { answer } from "./rest";
import { organizationRuleset, repositoryRuleset } from "./rulesets";
import { actionsEnvironmentSecret, actionsOrganizationSecret, actionsSecret } from "./secrets";
import { actionsEnvironmentVariable, actionsOrganizationVariable, actionsVariable } from "./variables";

export const githubRows: Rows = {
  "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": actionsEnvironmentSecret,
  "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": actionsEnvironmentVariable,
  "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions": actionsOrganizationPermissions,
  "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": actionsOrganizationSecret,
  "github:index/actionsOrganizationVariable:ActionsOrganizationVariable": actionsOrganizationVariable,
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate":
    oidcSubjectClaim,
  "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": actionsRepositoryPermissions,
  "github:index/actionsSecret:ActionsSecret": actionsSecret,
  "github:index/actionsVariable:ActionsVariable": actionsVariable,
  "github:index/branchProtection:BranchProtection": branchProtection,
  "github:index/organizationRuleset:OrganizationRuleset": organizationRuleset,
  "github:index/repository:Repository": repository,
  "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates":
    repositoryDependabotSecurityUpdates,
  "github:index/repositoryEnvironment:RepositoryEnvironment": repositoryEnvironment,
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy":
    repositoryEnvironmentDeploymentPolicy,
  "github:index/repositoryFile:RepositoryFile": repositoryFile,
  "github:index/repositoryRuleset:RepositoryRuleset": repositoryRuleset,
  "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": repositoryVulnerabilityAlerts,
  "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": workflowRepositoryPermissions,
};

/** The repository that is there before the stack: this project's own. */
const OWN_REPOSITORY = "sophia-ai/sophia-infra";

/** The `github` plugin. Accepts `accounts["github-token"]`, or any token without it. `repositories` are there already. */
export function githubPlugin(context: SandboxContext, repositories: readonly string[] = [OWN_REPOSITORY]): TablePlugin {
  for (const fullName of repositories) seed(context, fullName);
  const known = () => context.world.collection<Stored>(repository.collection).list();
  return tablePlugin(
    {
      name: "github",
      version: "6.15.0",
      spelling: "snake_case",
      provider: providerFields,
      callsInPreviews: true,
      rows: githubRows,
      others: [branches, issues],
      connect: (args) => connect(args, context.accounts["github-token"]),
      invokes: (bench) => ({ "github:index/getRepository:getRepository": getRepository(bench) }),
      scopes: () => [...new Set(known().map(({ id }) => id.slice(0, id.indexOf("/") + 1)))],
    },
    context,
  );
}

function seed({ world, clock }: SandboxContext, fullName: string): void {
  const [owner = "", name = ""] = fullName.split("/");
  const existing = world.collection<Stored>(repository.collection);
  if (existing.get(fullName) !== undefined) return;
  const seeded = seededRepository(owner, name, clock.now());
  world.collection<Stored>(branches.collection).put(`${fullName}:main`, seeded.branch);
  existing.put(fullName, seeded.repository);
}

function getRepository(bench: Bench): Invoke<Connection> {
  return async (connection, args) => {
    const name = asText(args.name) ?? asText(args.fullName)?.split("/")[1] ?? "";
    const found = lookUp(repository, bench, connection, name);
    if (found === undefined)
      throw new VendorRefusal(answer("GET", `repos/${connection.scope}${name}`, "404 Not Found"));
    return { outputs: { ...found, id: name } };
  };
}
