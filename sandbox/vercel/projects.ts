import { type Fields, flag, integer, object, set, text } from "../table/field";
import type { Row } from "../table/row";
import { asText } from "../table/value";
import { FRAMEWORKS, REGIONS } from "./offered";
import { answer, inProject, needsProject, newId, stamped, teamId } from "./rest";

const required = { required: true } as const;
const whatever = flag({ computed: true });
const off = flag({ computed: true, vendorDefault: false });
const on = flag({ computed: true, vendorDefault: true });
const region = { oneOf: REGIONS } as const;

// Pulumi's documentation writes these in camelCase, but they are passed on as they are: Vercel's provider has snake_case.
const PROTECTABLE = ["standard_protection_new", "standard_protection", "all_deployments", "only_preview_deployments"];

const protection: Fields = {
  optionsAllowlist: object({ paths: set(object({ value: text(required) }), { ...required, min: 1 }) }),
  passwordProtection: object({
    deploymentType: text({ ...required, oneOf: PROTECTABLE }),
    password: text({ ...required, min: 1, max: 72, secret: "hidden" }),
  }),
  trustedIps: object({
    addresses: set(object({ note: text(), value: text({ ...required, secret: "shown" }) }), { ...required, min: 1 }),
    deploymentType: text({ ...required, oneOf: [...PROTECTABLE, "only_production_deployments"] }),
    protectionMode: text({
      oneOf: ["trusted_ip_required", "trusted_ip_optional"],
      vendorDefault: "trusted_ip_required",
    }),
  }),
  trustedSources: object({}, { notImitated: "set them on Vercel" }),
  vercelAuthentication: object(
    { deploymentType: text({ oneOf: [...PROTECTABLE, "none"] }) },
    { vendorDefault: { deploymentType: "standard_protection_new" } },
  ),
};

const build: Fields = {
  buildCommand: text(),
  buildMachineType: text({ computed: true, oneOf: ["standard", "enhanced", "turbo", "elastic"] }),
  devCommand: text(),
  framework: text({ oneOf: FRAMEWORKS }),
  ignoreCommand: text(),
  installCommand: text(),
  nodeVersion: text({ computed: true, vendorDefault: "24.x", oneOf: ["18.x", "20.x", "22.x", "24.x"] }),
  outputDirectory: text(),
  resourceConfig: object(
    {
      fluid: flag(),
      functionDefaultCpuType: text({ oneOf: ["standard_legacy", "standard", "performance"] }),
      functionDefaultRegions: set(text(region)),
      functionDefaultTimeout: integer({ min: 1, max: 900 }),
    },
    { computed: true },
  ),
  rootDirectory: text(),
  serverlessFunctionRegion: text({ computed: true, vendorDefault: "iad1", ...region }),
};

const git: Fields = {
  gitComments: object({ onCommit: flag(required), onPullRequest: flag(required) }),
  gitForkProtection: on,
  gitLfs: off,
  gitProviderOptions: object(
    {
      consolidatedGitCommitStatus: object({ enabled: flag(required), propagateFailures: flag(required) }),
      createDeployments: flag(),
      gitCommitStatus: flag(),
      repositoryDispatchEvents: flag(),
      requireVerifiedCommits: flag(),
    },
    { computed: true },
  ),
  gitRepository: object({
    deployHooks: set(object({}), { notImitated: "make deploy hooks on Vercel" }),
    productionBranch: text({ computed: true }),
    repo: text({ ...required, valid: validRepo }),
    type: text({ ...required, oneOf: ["github", "gitlab", "bitbucket"] }),
  }),
};

export const project: Row = {
  collection: "vercel.project",
  fields: {
    ...build,
    ...git,
    ...protection,
    autoAssignCustomDomains: on,
    automaticallyExposeSystemEnvironmentVariables: on,
    customerSuccessCodeVisibility: off,
    directoryListing: off,
    enableAffectedProjectsDeployments: off,
    enablePreviewFeedback: whatever,
    enableProductionFeedback: whatever,
    environments: set(object({}), { notImitated: "use ProjectEnvironmentVariable or ProjectEnvironmentVariables" }),
    functionFailover: off,
    name: text({ autoname: true, valid: validName }),
    oidcTokenConfig: object(
      { issuerMode: text({ oneOf: ["team", "global"] }) },
      { vendorDefault: { issuerMode: "team" } },
    ),
    onDemandConcurrentBuilds: off,
    previewComments: whatever,
    previewDeploymentSuffix: text(),
    previewDeploymentsDisabled: off,
    prioritiseProductionBuilds: off,
    protectedSourcemaps: off,
    publicSource: flag({ pluginOnly: true }),
    skewProtection: text({ oneOf: ["30 minutes", "12 hours", "1 day", "7 days"] }),
    teamId: teamId(),
  },
  identity: { newId: () => newId("prj_"), by: ["name"] },
  taken: ({ inputs }) => answer("conflict", `Project "${asText(inputs.name)}" already exists, please use a new name.`),
  gone: () => answer("not_found", "Project not found."),
  facts: (at) => ({ id: at.id, ...stamped(at) }),
};

export const customEnvironment: Row = {
  collection: "vercel.customEnvironment",
  fields: {
    branchTracking: object(
      {
        pattern: text(required),
        type: text({ ...required, oneOf: ["startsWith", "endsWith", "equals"] }),
      },
      { computed: true },
    ),
    description: text({ computed: true }),
    name: text({ autoname: true, min: 1, max: 32, valid: validEnvironment }),
    projectId: text({ ...required, forcesReplacement: true }),
    teamId: teamId(),
  },
  identity: { newId: () => newId("env_"), by: ["projectId", "name"] },
  taken: ({ inputs }) =>
    answer("custom_environment_exists", `A custom environment "${asText(inputs.name)}" already exists.`),
  gone: () => answer("not_found", "Custom environment not found."),
  needs: needsProject,
  parents: inProject,
  facts: (at) => ({ id: at.id, ...stamped(at) }),
};

const period = text({
  computed: true,
  vendorDefault: "unlimited",
  oneOf: ["1d", "1w", "1m", "2m", "3m", "6m", "1y", "unlimited"],
});

/** A project has a policy always: making one is setting it, deleting one is Vercel's defaults again. */
export const projectDeploymentRetention: Row = {
  collection: "vercel.deploymentRetention",
  fields: {
    expirationCanceled: period,
    expirationErrored: period,
    expirationPreview: period,
    expirationProduction: period,
    projectId: text({ ...required, forcesReplacement: true }),
    teamId: teamId(),
  },
  identity: { id: (inputs) => asText(inputs.projectId) ?? "" },
  taken: () => undefined,
  gone: () => undefined,
  needs: needsProject,
  parents: inProject,
  facts: stamped,
};

function validName(value: string): string | undefined {
  const wrong = !/^[a-z0-9-]{1,100}$/.test(value);
  return wrong ? "may have up to 100 lower-case letters, digits and hyphens" : undefined;
}

function validEnvironment(value: string): string | undefined {
  if (["production", "preview", "development"].includes(value))
    return `must not be "${value}", which every project has`;
  return /^[a-z0-9_-]+$/.test(value) ? undefined : "may have lower-case letters, digits, hyphens and underscores";
}

function validRepo(value: string): string | undefined {
  return /^[^/\s]+\/\S+$/.test(value) ? undefined : 'must be an owner and a repository, e.g. "vercel/next.js"';
}
