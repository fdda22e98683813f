import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { credentialsOf } from "../../credentials/catalogue";
import type { Credentials } from "../../credentials/credentials";
import { PlatformComponent } from "../platformComponent";
import { comment, type Platform } from "../tags";
import { environmentVariables } from "./environmentVariables";
import { OrganizationSecrets } from "./organizationSecrets";
import { publishWorkflow, workflowPath } from "./publishWorkflow";
import { RepositoryRules } from "./repositoryRules";

export interface DeliveryArgs {
  readonly platform: Platform;
  readonly github: Settings["github"];
  readonly mcp: Settings["mcp"];
  readonly credentials: Credentials;
}

/** How the application's repository delivers to the stack: an environment, what is in it, the workflow that uses it. */
export class Delivery extends PlatformComponent {
  readonly environment: github.RepositoryEnvironment;
  readonly branches: github.RepositoryEnvironmentDeploymentPolicy;
  readonly secrets: readonly github.ActionsEnvironmentSecret[];
  readonly variables: readonly github.ActionsEnvironmentVariable[];
  readonly workflow: github.RepositoryFile;
  /** What all stacks share, in the one that governs it. */
  readonly shared: readonly PlatformComponent[];

  constructor(name: string, args: DeliveryArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:github:Delivery", name, args.platform, options);
    this.environment = this.createEnvironment(args);
    this.branches = this.createBranchPolicy(args);
    this.secrets = this.createSecrets(args);
    this.variables = this.createVariables(args);
    this.workflow = this.createWorkflow(args);
    this.shared = this.createShared(args);
    this.registerOutputs({ environment: this.environment.environment });
  }

  private createEnvironment({ platform, github: { repository, reviewers } }: DeliveryArgs) {
    return new github.RepositoryEnvironment(
      this.name("environment"),
      {
        repository,
        environment: platform.stack,
        // "Protected branches" would be all branches: GitHub counts branch protection there, and not rulesets.
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
        ...(reviewers && {
          reviewers: [{ teams: [...reviewers.teams] }],
          preventSelfReview: true,
          canAdminsBypass: false,
        }),
      },
      this.child,
    );
  }

  /** Only what was merged gets at the environment's secrets. */
  private createBranchPolicy({ github: { repository } }: DeliveryArgs) {
    const { environment } = this.environment;
    const policy = { repository, environment, branchPattern: "main" };
    return new github.RepositoryEnvironmentDeploymentPolicy(this.name("branches"), policy, this.child);
  }

  private createSecrets({ github: { repository }, credentials }: DeliveryArgs) {
    const { environment } = this.environment;
    return credentialsOf("github-environment").map(({ id, environmentVariable: secretName }) => {
      const secret = { repository, environment, secretName, value: credentials[id] };
      return new github.ActionsEnvironmentSecret(this.name(id), secret, this.child);
    });
  }

  private createVariables({ platform, github: { repository }, mcp }: DeliveryArgs) {
    const { environment } = this.environment;
    return environmentVariables(platform.stack, mcp.registry).map(({ what, variableName, value }) => {
      const variable = { repository, environment, variableName, value };
      return new github.ActionsEnvironmentVariable(this.name(what), variable, this.child);
    });
  }

  private createWorkflow({ platform, github: { repository } }: DeliveryArgs) {
    return new github.RepositoryFile(
      this.name("workflow"),
      {
        repository,
        branch: "main",
        file: workflowPath(platform.stack),
        content: publishWorkflow(platform.stack, "CONTAINER_REGISTRY_TOKEN"),
        commitMessage: `Deliver to ${platform.stack}\n\n${comment(this.tags)}`,
        overwriteOnCreate: true,
      },
      // It names what is in the environment, so that comes first.
      { ...this.child, dependsOn: [...this.secrets, ...this.variables] },
    );
  }

  private createShared({ platform, github: { repository, governs }, credentials }: DeliveryArgs) {
    if (governs === undefined) return [];
    const { repositoryId } = this.environment;
    const inherit = { parent: this };
    return [
      new RepositoryRules(this.name("rules"), { platform, repository, governs }, inherit),
      new OrganizationSecrets(this.name("organization"), { platform, repositoryId, credentials }, inherit),
    ];
  }
}
