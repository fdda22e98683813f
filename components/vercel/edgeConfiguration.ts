import type * as pulumi from "@pulumi/pulumi";
import * as vercel from "@pulumiverse/vercel";
import { dnsName } from "../naming";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";

export interface EdgeConfigurationArgs {
  readonly platform: Platform;
  /** The project that reads it: its store is named like it, for slugs are the whole account's. */
  readonly project: string;
  /** By key; a text or anything that JSON has. No secret: whoever has the token reads all of it. */
  readonly items: Readonly<Record<string, string | Readonly<Record<string, boolean>>>>;
}

/** What the front end reads at the edge, without a deployment: an Edge Config, its items and a token to read it with. */
export class EdgeConfiguration extends PlatformComponent {
  readonly store: vercel.EdgeConfig;
  readonly items: readonly vercel.EdgeConfigItem[];
  readonly token: vercel.EdgeConfigToken;
  /** For the variable that Vercel's client looks for, EDGE_CONFIG. Holds the token, so a secret. */
  readonly connectionString: pulumi.Output<string>;

  constructor(name: string, args: EdgeConfigurationArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:vercel:EdgeConfiguration", name, args.platform, options);
    this.store = new vercel.EdgeConfig(this.name("store"), { name: dnsName(args.project) }, this.child);
    this.items = Object.entries(args.items).map(([key, value]) => this.createItem(key, value));
    const tokenArgs = { edgeConfigId: this.store.id, label: "front-end" };
    this.token = new vercel.EdgeConfigToken(this.name("token"), tokenArgs, this.child);
    this.connectionString = this.token.connectionString;
    this.registerOutputs({ store: this.store.id });
  }

  private createItem(key: string, value: EdgeConfigurationArgs["items"][string]): vercel.EdgeConfigItem {
    const content = typeof value === "string" ? { value } : { valueJson: value };
    return new vercel.EdgeConfigItem(
      this.name(key),
      { edgeConfigId: this.store.id, key, ...content },
      // Every change replaces an item, and its id is its key: the old one deleted last would take the new one with it.
      { ...this.child, deleteBeforeReplace: true },
    );
  }
}
