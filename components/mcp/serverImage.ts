import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import type { Credentials } from "../../credentials/credentials";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";

export interface ServerImageArgs {
  readonly platform: Platform;
  readonly mcp: Settings["mcp"];
  readonly credentials: Credentials;
}

/** The image of the MCP servers, built from `images/mcp-server` and pushed. */
export class ServerImage extends PlatformComponent {
  /** `<repository>@sha256:...`: exactly what was built, wherever the tag goes later. */
  readonly digest: pulumi.Output<string>;

  constructor(name: string, args: ServerImageArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:mcp:ServerImage", name, args.platform, options);
    const { server, repository, user } = args.mcp.registry;
    const image = new docker.Image(
      this.name("build"),
      {
        imageName: `${server}/${repository}:${args.platform.stack}`,
        // Relative to the project: an absolute path would be a change on every other machine.
        build: { context: "images/mcp-server", dockerfile: "images/mcp-server/Dockerfile", platform: "linux/amd64" },
        registry: { server, username: user, password: args.credentials["container-registry-token"] },
      },
      this.child,
    );
    this.digest = image.repoDigest;
    this.registerOutputs({ digest: this.digest });
  }
}
