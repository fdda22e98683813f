import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { credentialsOf } from "../../credentials/catalogue";
import type { Credentials } from "../../credentials/credentials";
import { PlatformComponent } from "../platformComponent";
import { comment, type Platform } from "../tags";
import { publishWorkflow, workflowPath } from "./publishWorkflow";

export interface DeliveryArgs {
  readonly platform: Platform;
  readonly github: Settings["github"];
  readonly mcp: Settings["mcp"];
  readonly credentials: Credentials;
}

/** How the application's repository delivers to the stack: an environment, its secrets, the workflow that uses them. */
export class Delivery extends PlatformComponent {
  readonly environment: github.RepositoryEnvironment;
  readonly secrets: readonly github.ActionsEnvironmentSecret[];
  readonly workflow: github.RepositoryFile;

  constructor(name: string, args: DeliveryArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:github:Delivery", name, args.platform, options);
    this.environment = this.createEnvironment(args);
    this.secrets = this.createSecrets(args);
    this.workflow = this.createWorkflow(args);
    this.registerOutputs({ environment: this.environment.environment });
  }

  /** Only what is on a protected branch gets at its secrets. */
  private createEnvironment({ platform, github: { repository } }: DeliveryArgs): github.RepositoryEnvironment {
    const deploymentBranchPolicy = { protectedBranches: true, customBranchPolicies: false };
    return new github.RepositoryEnvironment(
      this.name("environment"),
      { repository, environment: platform.stack, deploymentBranchPolicy },
      this.child,
    );
  }

  private createSecrets({ github: { repository }, credentials }: DeliveryArgs): github.ActionsEnvironmentSecret[] {
    const { environment } = this.environment;
    return credentialsOf("github-environment").map(
      ({ id, environmentVariable: secretName }) =>
        new github.ActionsEnvironmentSecret(
          this.name(id),
          { repository, environment, secretName, value: credentials[id] },
          this.child,
        ),
    );
  }

  private createWorkflow({ platform, github: { repository }, mcp }: DeliveryArgs): github.RepositoryFile {
    return new github.RepositoryFile(
      this.name("workflow"),
      {
        repository,
        branch: "main",
        file: workflowPath(platform.stack),
        content: publishWorkflow(platform.stack, mcp.registry, "CONTAINER_REGISTRY_TOKEN"),
        commitMessage: `Deliver to ${platform.stack}\n\n${comment(this.tags)}`,
        overwriteOnCreate: true,
      },
      // It names the secret, so the secret comes first.
      { ...this.child, dependsOn: [...this.secrets] },
    );
  }
}
