import * as pulumi from "@pulumi/pulumi";
import { type Platform, type Tags, tagsOf } from "./tags";

type Group = "cluster" | "platform" | "mcp" | "snowflake" | "github" | "vercel";

/**
 * A component of the platform. Gives its children their parent (`child`, or `kept` for what must not be lost), their names
 * and their tags, and refuses a child whose name does not begin with its own.
 */
export abstract class PlatformComponent extends pulumi.ComponentResource {
  protected readonly tags: Tags;
  /** Options of every child. */
  protected readonly child: pulumi.CustomResourceOptions;
  /** Options of a child that holds data or capacity which a new one would not have: protected where the stack protects. */
  protected readonly kept: pulumi.CustomResourceOptions;

  constructor(
    type: `sophia:${Group}:${string}`,
    private readonly ownName: string,
    platform: Platform,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super(type, ownName, {}, pulumi.mergeOptions(options, { transformations: [requireNameBelow(ownName)] }));
    this.tags = tagsOf(platform, ownName);
    this.child = { parent: this };
    this.kept = { parent: this, protect: platform.protect };
  }

  /** A child's name: `<own name>-<what>`. */
  protected name(what: string): string {
    return `${this.ownName}-${what}`;
  }
}

/** Names in a plan then tell what belongs together, and two components can never fight over one. */
function requireNameBelow(owner: string): pulumi.ResourceTransformation {
  return ({ name, type }) => {
    if (name !== owner && !name.startsWith(`${owner}-`)) {
      throw new Error(`"${name}" (${type}) is a child of "${owner}", so its name has to begin with "${owner}-".`);
    }
    return undefined;
  };
}
