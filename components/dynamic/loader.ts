import type { dynamic } from "@pulumi/pulumi";

/**
 * What Pulumi puts into the state of each dynamic resource, so it is kept to this: when a method is first wanted, it
 * fetches today's implementation from the project's folder. A mended implementation so works on hosts made long ago,
 * and nothing here holds logic, a secret or a path of one machine. States refer to `components/dynamic/implementations`
 * and its `load` by name: they must stay where they are.
 *
 * Pulumi runs dynamic providers in the folder of Pulumi.yaml. `configure` has no `await`: Pulumi lets the second
 * resource in while the first is still being configured.
 */
class Loader {
  declare create: dynamic.ResourceProvider["create"];

  constructor(private readonly kind: string) {}

  async configure(request: dynamic.ConfigureRequest): Promise<void> {
    const { load } = require("tsx/cjs/api").require(
      "./components/dynamic/implementations",
      `${process.cwd()}/index.ts`,
    );
    Object.assign(this, load(this.kind, request.config));
  }
}

/** One for each kind, as Pulumi serialises each object once. */
export const loaders: Readonly<
  Record<"GpuHost" | "SshKey" | "Filesystem" | "FirewallRuleset" | "GlobalFirewall" | "HostKey" | "Token", Loader>
> = {
  GpuHost: new Loader("GpuHost"),
  SshKey: new Loader("SshKey"),
  Filesystem: new Loader("Filesystem"),
  FirewallRuleset: new Loader("FirewallRuleset"),
  GlobalFirewall: new Loader("GlobalFirewall"),
  HostKey: new Loader("HostKey"),
  Token: new Loader("Token"),
};
