import type { ProjectArgs } from "@pulumiverse/vercel";
import type { Settings } from "../../config/settings";

/** The project of a Next.js front end that Vercel deploys from `github`'s main branch, previews from its pull requests. */
export function projectSettings(vercel: Settings["vercel"], github: Settings["github"]): ProjectArgs {
  return { name: vercel.project, ...build(vercel), ...source(github), ...protection(vercel) };
}

/** Commands and folders are left to Vercel, which reads them from the framework. */
function build({ functionRegion }: Settings["vercel"]): ProjectArgs {
  return {
    framework: "nextjs",
    nodeVersion: "24.x",
    resourceConfig: { fluid: true, functionDefaultRegions: [functionRegion] },
    automaticallyExposeSystemEnvironmentVariables: true,
    // For credentials at other clouds that last minutes: https://vercel.com/docs/oidc
    oidcTokenConfig: { issuerMode: "team" },
  };
}

function source({ owner, repository }: Settings["github"]): ProjectArgs {
  return {
    gitRepository: { type: "github", repo: `${owner}/${repository}`, productionBranch: "main" },
    gitComments: { onPullRequest: true, onCommit: false },
    // A fork's pull request gets at no variable before somebody of the team has said so.
    gitForkProtection: true,
  };
}

/** What Vercel's documentation writes in camelCase, `standardProtectionNew`, its plugin takes in snake_case only. */
function protection({ deploymentProtection, skewProtection }: Settings["vercel"]): ProjectArgs {
  return {
    vercelAuthentication: { deploymentType: deploymentProtection },
    protectedSourcemaps: true,
    skewProtection,
    customerSuccessCodeVisibility: false,
    directoryListing: false,
  };
}
