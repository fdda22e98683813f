import type { Stored } from "../../table/row";
import { joinId } from "../rest";
import type { Call } from "./call";
import { notFound } from "./messages";
import type { Permission } from "./tokens";

type Names = Readonly<Record<string, string>>;

/** Where GitHub keeps secrets and variables: three places with the same calls. */
export interface Place {
  readonly secrets: string;
  readonly variables: string;
  /** The world's collections, which are the plugin's. */
  readonly collections: { readonly secret: string; readonly variable: string };
  readonly permissions: { readonly secret: Permission; readonly variable: Permission };
  /** Secrets and variables say whom they are for. */
  readonly isOrganization: boolean;
}

export const places: readonly Place[] = [
  {
    secrets: "/orgs/{org}/actions/secrets",
    variables: "/orgs/{org}/actions/variables",
    collections: { secret: "github.organizationSecret", variable: "github.organizationVariable" },
    permissions: { secret: "organization_secrets", variable: "organization_actions_variables" },
    isOrganization: true,
  },
  {
    secrets: "/repos/{owner}/{repo}/actions/secrets",
    variables: "/repos/{owner}/{repo}/actions/variables",
    collections: { secret: "github.secret", variable: "github.variable" },
    permissions: { secret: "secrets", variable: "actions_variables" },
    isOrganization: false,
  },
  {
    secrets: "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
    variables: "/repos/{owner}/{repo}/environments/{environment_name}/variables",
    collections: { secret: "github.environmentSecret", variable: "github.environmentVariable" },
    permissions: { secret: "environments", variable: "environments" },
    isOrganization: false,
  },
];

export function ownerOf(names: Names): string {
  return names.org ?? names.owner ?? "";
}

/** What a stored object says of where it is, as the plugin writes it. */
export function belonging({ repo, environment_name }: Names): Stored {
  return {
    ...(repo !== undefined && { repository: repo }),
    ...(environment_name !== undefined && { environment: environment_name }),
  };
}

/** The key of everything in a place: `sophia-ai/`, `sophia-ai/sophia-infra:`, `sophia-ai/sophia-infra:prod:`. */
export function keyOf(names: Names): string {
  const parts = [names.repo, names.environment_name].filter((part) => part !== undefined);
  return `${ownerOf(names)}/${parts.map((part) => `${joinId(part)}:`).join("")}`;
}

/** Errors: 404 where the repository or the environment is not there. */
export function requirePlace({ github, names }: Pick<Call, "github" | "names">): void {
  const { repo, environment_name } = names;
  if (repo === undefined) return;
  const find = (collection: string, id: string) => github.world.collection<Stored>(collection).get(id);
  if (find("github.repository", `${ownerOf(names)}/${repo}`) === undefined) throw notFound();
  if (environment_name === undefined) return;
  const environment = `${ownerOf(names)}/${joinId(repo, environment_name)}`;
  if (find("github.environment", environment) === undefined) throw notFound();
}

/** Everything in one place, by name. Names are compared as GitHub does: upper and lower case are the same. */
export function held({ github, names }: Call, collection: string): { id: string; name: string; object: Stored }[] {
  const key = keyOf(names);
  return github.world
    .collection<Stored>(collection)
    .list()
    .filter(({ id }) => id.startsWith(key))
    .map(({ id, value }) => ({ id, name: id.slice(key.length).toUpperCase(), object: value }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Errors: 404. */
export function find(call: Call, collection: string, name = ""): { id: string; name: string; object: Stored } {
  const found = held(call, collection).find((one) => one.name === name.toUpperCase());
  if (found === undefined) throw notFound();
  return found;
}
