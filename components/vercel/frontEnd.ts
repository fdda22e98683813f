import * as pulumi from "@pulumi/pulumi";
import * as vercel from "@pulumiverse/vercel";
import type { Settings } from "../../config/settings";
import { PlatformComponent } from "../platformComponent";
import { comment, type Platform } from "../tags";
import { type DnsRecord, dnsRecords } from "./dnsRecords";

export interface FrontEndArgs {
  readonly platform: Platform;
  readonly vercel: Settings["vercel"];
  /** The application's repository, which Vercel deploys from. */
  readonly github: Settings["github"];
}

/** The Next.js front end at Vercel under its own domain. */
export class FrontEnd extends PlatformComponent {
  readonly project: vercel.Project;
  readonly domain: vercel.ProjectDomain;
  readonly apiUrl: vercel.ProjectEnvironmentVariable;
  readonly url: pulumi.Output<string>;
  /** To be set at the registrar, where the domain's DNS is. */
  readonly dnsRecords: readonly DnsRecord[];

  constructor(name: string, args: FrontEndArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:vercel:FrontEnd", name, args.platform, options);
    const { domain, project } = args.vercel;
    const repo = `${args.github.owner}/${args.github.repository}`;
    this.project = new vercel.Project(
      this.name("project"),
      { name: project, framework: "nextjs", gitRepository: { type: "github", repo, productionBranch: "main" } },
      this.kept,
    );
    this.domain = new vercel.ProjectDomain(this.name("domain"), { projectId: this.project.id, domain }, this.child);
    this.apiUrl = new vercel.ProjectEnvironmentVariable(
      this.name("api-url"),
      {
        projectId: this.project.id,
        key: "SOPHIA_API_URL",
        value: `https://api.${domain}`,
        targets: ["production", "preview"],
        sensitive: false,
        comment: comment(this.tags),
      },
      this.child,
    );
    this.url = pulumi.interpolate`https://${this.domain.domain}`;
    this.dnsRecords = dnsRecords(domain);
    this.registerOutputs({ url: this.url });
  }
}
