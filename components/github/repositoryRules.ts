import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { mainRules } from "./mainRules";

type Governs = NonNullable<Settings["github"]["governs"]>;

export interface RepositoryRulesArgs {
  readonly platform: Platform;
  readonly repository: string;
  readonly governs: Governs;
}

/** What holds for the application's repository whatever the stack: who may change `main`, and what its workflows may do. */
export class RepositoryRules extends PlatformComponent {
  readonly main: github.RepositoryRuleset;
  readonly actions: github.ActionsRepositoryPermissions;
  readonly workflowToken: github.WorkflowRepositoryPermissions;
  readonly oidcSubject: github.ActionsRepositoryOidcSubjectClaimCustomizationTemplate;
  readonly alerts: github.RepositoryVulnerabilityAlerts;
  readonly securityUpdates: github.RepositoryDependabotSecurityUpdates;

  constructor(name: string, args: RepositoryRulesArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:github:RepositoryRules", name, args.platform, options);
    this.main = this.createMainRuleset(args);
    this.actions = this.createActions(args);
    this.workflowToken = this.createWorkflowToken(args);
    this.oidcSubject = this.createOidcSubject(args);
    this.alerts = this.createAlerts(args);
    this.securityUpdates = this.createSecurityUpdates(args);
    this.registerOutputs({});
  }

  private createMainRuleset({ repository, governs }: RepositoryRulesArgs) {
    return new github.RepositoryRuleset(
      this.name("main"),
      {
        repository,
        name: "main",
        target: "branch",
        enforcement: "active",
        conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
        rules: mainRules(governs.statusChecks),
        bypassActors: [bypass(governs.app)],
      },
      this.child,
    );
  }

  /** An action's tag can be moved to other code, its commit can't. */
  private createActions({ repository, governs: { allowedActions = [] } }: RepositoryRulesArgs) {
    return new github.ActionsRepositoryPermissions(
      this.name("actions"),
      {
        repository,
        allowedActions: "selected",
        allowedActionsConfig: {
          githubOwnedAllowed: true,
          verifiedAllowed: false,
          patternsAlloweds: [...allowedActions],
        },
        shaPinningRequired: true,
      },
      this.child,
    );
  }

  /** A workflow that doesn't say what its token may do can only read, and none approves its own pull request. */
  private createWorkflowToken({ repository }: RepositoryRulesArgs) {
    const permissions = { defaultWorkflowPermissions: "read", canApprovePullRequestReviews: false };
    return new github.WorkflowRepositoryPermissions(
      this.name("workflow-token"),
      { repository, ...permissions },
      this.child,
    );
  }

  /** Whoever trusts GitHub's OIDC tokens can tell which workflow asks, not only which repository and environment. */
  private createOidcSubject({ repository }: RepositoryRulesArgs) {
    return new github.ActionsRepositoryOidcSubjectClaimCustomizationTemplate(
      this.name("oidc-subject"),
      { repository, useDefault: false, includeClaimKeys: ["repo", "context", "job_workflow_ref"] },
      this.child,
    );
  }

  private createAlerts({ repository }: RepositoryRulesArgs) {
    return new github.RepositoryVulnerabilityAlerts(this.name("alerts"), { repository, enabled: true }, this.child);
  }

  private createSecurityUpdates({ repository }: RepositoryRulesArgs) {
    return new github.RepositoryDependabotSecurityUpdates(
      this.name("security-updates"),
      { repository, enabled: true },
      // GitHub refuses them where alerts are off.
      { ...this.child, dependsOn: [this.alerts] },
    );
  }
}

/** Who writes the stacks' workflows to `main` without a pull request: Pulumi. */
function bypass(app: number | undefined): { actorType: string; actorId?: number; bypassMode: string } {
  const actor = app === undefined ? { actorType: "OrganizationAdmin" } : { actorType: "Integration", actorId: app };
  return { ...actor, bypassMode: "always" };
}
