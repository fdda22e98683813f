import * as pulumi from "@pulumi/pulumi";
import * as vercel from "@pulumiverse/vercel";
import type { Settings } from "../../config/settings";
import { programCredentials } from "../../credentials/catalogue";
import type { Credentials } from "../../credentials/credentials";
import { PlatformComponent } from "../platformComponent";
import { comment, type Platform } from "../tags";
import { type DnsRecord, dnsRecords, isRegistered } from "./dnsRecords";
import { EdgeConfiguration } from "./edgeConfiguration";
import {
  credentialVariables,
  type EnvironmentVariable,
  plainVariables,
  sensitiveVariables,
} from "./environmentVariables";
import { apiRoutes, gatewayOrigins } from "./gateway";
import { projectSettings } from "./projectSettings";

export interface FrontEndArgs {
  readonly platform: Platform;
  readonly vercel: Settings["vercel"];
  /** The application's repository, which Vercel deploys from. */
  readonly github: Settings["github"];
  readonly credentials: Credentials;
  /** Addresses of the hosts that the MCP gateway answers on. */
  readonly gateway: pulumi.Input<readonly pulumi.Input<string>[]>;
}

/** The Next.js front end at Vercel under its own domain, with what it needs to know of the rest of the platform. */
export class FrontEnd extends PlatformComponent {
  readonly project: vercel.Project;
  readonly domain: vercel.ProjectDomain;
  /** `www`, where the domain is a registered one. */
  readonly redirect: vercel.ProjectDomain | undefined;
  readonly routes: readonly vercel.ProjectRoute[];
  readonly edge: EdgeConfiguration;
  readonly variables: readonly vercel.ProjectEnvironmentVariable[];
  readonly url: pulumi.Output<string>;
  /** To be set at the registrar, where the domain's DNS is. */
  readonly dnsRecords: pulumi.Output<readonly DnsRecord[]>;

  constructor(
    name: string,
    private readonly args: FrontEndArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("sophia:vercel:FrontEnd", name, args.platform, options);
    const settings = projectSettings(args.vercel, args.github);
    this.project = new vercel.Project(this.name("project"), settings, this.kept);
    this.domain = this.createDomain("domain", { domain: args.vercel.domain });
    this.redirect = this.createRedirect();
    this.routes = this.createRoutes();
    this.edge = this.createEdgeConfiguration();
    this.variables = this.createVariables();
    this.url = pulumi.interpolate`https://${this.domain.domain}`;
    this.dnsRecords = pulumi.output(args.gateway).apply((hosts) => dnsRecords(args.vercel.domain, hosts));
    this.registerOutputs({ url: this.url });
  }

  private createDomain(what: string, args: Omit<vercel.ProjectDomainArgs, "projectId">): vercel.ProjectDomain {
    // Vercel has a domain once: a new one is refused while the old one is there.
    const once = { ...this.child, deleteBeforeReplace: true };
    return new vercel.ProjectDomain(this.name(what), { projectId: this.project.id, ...args }, once);
  }

  private createRedirect(): vercel.ProjectDomain | undefined {
    const { domain } = this.args.vercel;
    if (!isRegistered(domain)) return undefined;
    return this.createDomain("www", { domain: `www.${domain}`, redirect: this.domain.domain, redirectStatusCode: 308 });
  }

  private createRoutes(): vercel.ProjectRoute[] {
    const { vercel: settings } = this.args;
    return apiRoutes(settings.domain, gatewayOrigins(settings)).map(
      ({ target, route }) =>
        new vercel.ProjectRoute(
          this.name(`api-${target}`),
          { projectId: this.project.id, name: `api-${target}`, description: comment(this.tags), route },
          { ...this.child, deleteBeforeReplace: true },
        ),
    );
  }

  private createEdgeConfiguration(): EdgeConfiguration {
    const { platform, vercel: settings } = this.args;
    const items = { featureFlags: settings.featureFlags, gatewayOrigin: gatewayOrigins(settings).production };
    return new EdgeConfiguration(this.name("edge"), { platform, project: settings.project, items }, this.child);
  }

  private createVariables(): vercel.ProjectEnvironmentVariable[] {
    const { vercel: settings, credentials } = this.args;
    const all = [
      ...plainVariables(gatewayOrigins(settings)),
      ...sensitiveVariables("edge-config", "EDGE_CONFIG", this.edge.connectionString),
      ...credentialVariables(programCredentials, credentials),
    ];
    return all.map((variable) => this.createVariable(variable));
  }

  private createVariable({ name, target, ...variable }: EnvironmentVariable): vercel.ProjectEnvironmentVariable {
    return new vercel.ProjectEnvironmentVariable(
      this.name(name),
      { projectId: this.project.id, ...variable, targets: [target], comment: comment(this.tags) },
      // A second one of the key and target is refused while the first is there.
      { ...this.child, deleteBeforeReplace: true },
    );
  }
}
