import type * as pulumi from "@pulumi/pulumi";
import type { Credential } from "../../credentials/catalogue";
import type { GatewayOrigins, Target } from "./gateway";

/** Sensitive variables can't be for development: https://vercel.com/docs/environment-variables/sensitive-environment-variables. */
type SensitiveTarget = Exclude<Target, "development">;

/** One variable of one target: shared by several, it could not move between them without a conflict (ENV_CONFLICT). */
interface Variable {
  /** In a resource's name. */
  readonly name: string;
  readonly key: string;
}
/** Anybody of the team can read it, so its value is a plain text and can be no secret. */
interface PlainVariable extends Variable {
  readonly target: Target;
  readonly sensitive: false;
  readonly value: string;
}
/** Nobody can read it again but the deployments. */
interface SensitiveVariable extends Variable {
  readonly target: SensitiveTarget;
  readonly sensitive: true;
  readonly value: pulumi.Output<string>;
}
export type EnvironmentVariable = PlainVariable | SensitiveVariable;

const targets = ["production", "preview", "development"] as const;

export function plainVariables(origins: GatewayOrigins): PlainVariable[] {
  return targets.map((target) => ({
    ...{ name: `api-url-${target}`, key: "SOPHIA_API_URL", target },
    ...{ sensitive: false, value: origins[target] },
  }));
}

/** The same secret for every deployment, e.g. what opens the Edge Config. */
export function sensitiveVariables(name: string, key: string, value: pulumi.Output<string>): SensitiveVariable[] {
  const both: readonly SensitiveTarget[] = ["production", "preview"];
  return both.map((target) => ({ name: `${name}-${target}`, key, target, sensitive: true, value }));
}

type Consumed<Id extends string> = Pick<Credential, "environmentVariable" | "consumers"> & { readonly id: Id };

/**
 * A variable for each credential and each of the project's targets that the catalogue hands it to. Throws where that is
 * development: everybody with access to the project could read it there.
 */
export function credentialVariables<Id extends string>(
  catalogue: readonly Consumed<Id>[],
  secrets: { readonly [id in Id]: pulumi.Output<string> },
): SensitiveVariable[] {
  const readable = catalogue.filter(({ consumers }) => consumers.includes("vercel:development")).map(({ id }) => id);
  if (readable.length > 0) {
    throw new Error(
      `The catalogue hands ${readable.join(", ")} to vercel:development, where Vercel keeps no variable sensitive. ` +
        "Allowed: vercel:production and vercel:preview; for development, set it in a developer's own .env.local.",
    );
  }
  return (["production", "preview"] as const).flatMap((target) =>
    catalogue
      .filter(({ consumers }) => consumers.includes(`vercel:${target}`))
      .map(({ id, environmentVariable: key }): SensitiveVariable => {
        return { name: `${id}-${target}`, key, target, sensitive: true, value: secrets[id] };
      }),
  );
}
