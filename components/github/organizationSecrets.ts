import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import { credentialsOf } from "../../credentials/catalogue";
import type { Credentials } from "../../credentials/credentials";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";

export interface OrganizationSecretsArgs {
  readonly platform: Platform;
  /** The number of the one repository that may read them. */
  readonly repositoryId: pulumi.Input<number>;
  readonly credentials: Credentials;
}

/** The credentials that the organisation's workflows are given, for the application's repository alone. */
export class OrganizationSecrets extends PlatformComponent {
  readonly secrets: readonly github.ActionsOrganizationSecret[];

  constructor(name: string, args: OrganizationSecretsArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:github:OrganizationSecrets", name, args.platform, options);
    this.secrets = this.createSecrets(args);
    this.registerOutputs({});
  }

  private createSecrets({ repositoryId, credentials }: OrganizationSecretsArgs) {
    const readers = { visibility: "selected", selectedRepositoryIds: [repositoryId] };
    return credentialsOf("github-organization").map(({ id, environmentVariable: secretName }) => {
      const secret = { secretName, value: credentials[id], ...readers };
      return new github.ActionsOrganizationSecret(this.name(id), secret, this.child);
    });
  }
}
