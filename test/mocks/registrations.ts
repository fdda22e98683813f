import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** What the program asked the engine for, options included, which Pulumi's own mocks do not tell (pulumi/pulumi#14421). */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** As the program gave them, secrets as `[secret]`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Which secrets are among the inputs, by path. */
  readonly secrets: readonly string[];
  /** URN, or "" for the stack itself. */
  readonly parent: string;
  /** URN of the explicit provider, or "". */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  /** URNs, those that follow from inputs too. */
  readonly dependsOn: readonly string[];
  /** Without the vendors' own, which tell of an older type only. */
  readonly aliases: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
}

type Callback = (error: Error | null, answer?: { getUrn(): string }) => void;
interface Monitor {
  registerResource(request: RegisterResourceRequest, callback: Callback): void;
}

/**
 * Records every registration from now on. Wraps the monitor that `setMocks` made, which is internal to Pulumi:
 * `test/unit/program/mocks.test.ts` tells when an upgrade changes it.
 */
export function recordRegistrations(before: (request: RegisterResourceRequest) => void): Registration[] {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const registrations: Registration[] = [];
  monitor.registerResource = (request, callback) => {
    before(request);
    register(request, (error, answer) => {
      if (answer !== undefined) registrations.push(registration(request, answer.getUrn()));
      callback(error, answer);
    });
  };
  return registrations;
}

function registration(request: RegisterResourceRequest, urn: string): Registration {
  const secrets: string[] = [];
  const inputs = masked(request.getObject()?.toJavaScript() ?? {}, "", secrets) as Readonly<Record<string, unknown>>;
  return {
    ...{ urn, inputs, secrets },
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    // `<URN>::<id>`, or "" where the resource names providers by package.
    provider: request.getProvider().split("::").slice(0, 4).join("::"),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace() ?? false,
    dependsOn: request.getDependenciesList(),
    aliases: request.getAliasesList().flatMap(ownAlias),
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

function ownAlias(alias: Alias): string[] {
  if (alias.getUrn() !== "") return [alias.getUrn()];
  const { name, type, stack, project, parenturn } = alias.getSpec()?.toObject() ?? {};
  return name || stack || project || !type ? [JSON.stringify({ name, type, stack, project, parenturn })] : [];
}

/** The engine's mark of a secret on the wire (sdk/nodejs/runtime/rpc.ts). */
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const markKey = "4dabf18193072939515e22adb298388d";

function masked(value: unknown, path: string, secrets: string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => masked(item, `${path}[${index}]`, secrets));
  if ((value as Record<string, unknown>)[markKey] === secretMark) {
    secrets.push(path);
    return "[secret]";
  }
  const entries = Object.entries(value).map(([key, inner]) => {
    return [key, masked(inner, path === "" ? key : `${path}.${key}`, secrets)] as const;
  });
  return Object.fromEntries(entries);
}
