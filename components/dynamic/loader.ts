import { CustomResource, type CustomResourceOptions, type Inputs } from "@pulumi/pulumi";

/** A kind that this project's own providers look after, by where it is: `lambda` at Lambda Cloud, `sophia` in the state. */
const MODULES = {
  GpuHost: "lambda",
  SshKey: "lambda",
  Filesystem: "lambda",
  FirewallRuleset: "lambda",
  GlobalFirewall: "lambda",
  HostKey: "sophia",
  Token: "sophia",
} as const;

export type Kind = keyof typeof MODULES;

/**
 * A resource of a dynamic provider of this project's. As Pulumi's `dynamic.Resource`, except that the provider's text is
 * written here and not serialised from an object: that loads TypeScript, a third of a second of every run.
 */
export abstract class DynamicResource extends CustomResource {
  constructor(kind: Kind, name: string, properties: Inputs, options: CustomResourceOptions | undefined) {
    const type = `pulumi-nodejs:dynamic/${MODULES[kind]}:${kind}`;
    super(type, name, { ...properties, __provider: providerText(kind) }, options);
  }
}

/**
 * What the state of each such resource holds as its provider, so it is kept to this: before a method is first wanted, it
 * fetches today's implementation from the project's folder. A mended implementation so works on hosts made long ago, and
 * nothing here holds logic, a secret or a path of one machine. States refer to `components/dynamic/implementations` and
 * its `load` by name: they must stay where they are.
 *
 * Pulumi runs dynamic providers in the folder of Pulumi.yaml. `configure` has no `await`: Pulumi lets the second
 * resource in while the first is still being configured. `tsx/cjs` and not the `require` of its API, which keeps nothing
 * of what it has once transpiled (150 ms of every run).
 */
export function providerText(kind: Kind): string {
  return `exports.handler = () => ({
  async configure(request) {
    require("tsx/cjs");
    const { load } = require(process.cwd() + "/components/dynamic/implementations");
    Object.assign(this, load("${kind}", request.config));
  },
});
`;
}
