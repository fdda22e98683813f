import type { McpServerName } from "../config/mcpServers";
import type { Shape } from "./shapes";

/** Who answers for a credential: one group per MCP server, and the platform itself. */
export type Group = "ai" | "data" | "infrastructure" | "business" | "platform";

/** Servers whose credentials are kept already, although no stack declares the server yet. */
type PlannedMcpServer = "data-intelligence" | "infrastructure" | "business-intelligence";

/** Who is handed a credential. */
export type Consumer =
  /** A Pulumi provider of the program. */
  | `provider:${"lambda" | "github" | "vercel" | "snowflake" | "docker"}`
  /** An MCP server, as an environment variable. */
  | `mcp-server:${McpServerName | PlannedMcpServer}`
  /** The stack's environment in the application's GitHub repository, as a secret of the environment variable's name. */
  | "github-environment"
  /** The GitHub organisation, as a secret of the environment variable's name. */
  | "github-organization"
  /** One of the targets of the Vercel project, as an environment variable. */
  | `vercel:${"production" | "preview" | "development"}`
  /** Pulumi's way into the hosts. */
  | "ssh"
  /** A login provider of ESC, which makes another credential of it; the program never sees it. */
  | `esc:${Login}`;

/** ESC's providers that make a credential that lives for an hour or so, at each opening. */
export type Login = "gh-login" | "snowflake-login";

/** How a credential is replaced by a fresh one. */
export type Rotation =
  /** `sophia rotate`, which keeps it in the stack's rotated environment. */
  | { readonly by: "sophia"; readonly adapter: "lambda-ssh-key" }
  /** One of ESC's own rotators. */
  | { readonly by: "esc"; readonly rotator: "snowflake-user" }
  /** Nothing is stored: ESC makes one whenever the stack's environment is opened. */
  | { readonly by: "login"; readonly login: Login }
  /** A person, with `sophia esc set`. */
  | { readonly by: "hand" };

/** One credential: data only, so that everything about it follows from here. */
export interface Credential {
  readonly id: string;
  readonly group: Group;
  /** What it opens, by the name that the MCP servers' table uses where it is in there. */
  readonly service: string;
  /** Where its value is in the ESC environments. */
  readonly escPath: `${Group}.${string}.${string}`;
  /** Its key in the stack's configuration, without the namespace. */
  readonly configKey: string;
  readonly environmentVariable: string;
  readonly shape: Shape;
  readonly consumers: readonly Consumer[];
  /** Where a person gets a new one, or reads how. */
  readonly obtain: `https://${string}`;
  readonly rotation: Rotation;
  /** Policy: it is replaced before it is older. */
  readonly maximumAgeDays: number;
}

type Derived = "id" | "group" | "configKey" | "environmentVariable" | "rotation" | "maximumAgeDays";

/**
 * A credential of the catalogue; names follow from its id and group from its ESC path. By default it is rotated by hand
 * and 90 days old at most.
 */
export function credential<const Id extends string>(
  id: Id,
  facts: Omit<Credential, Derived> & Partial<Pick<Credential, "environmentVariable" | "rotation" | "maximumAgeDays">>,
): Credential & { readonly id: Id } {
  return {
    id,
    group: facts.escPath.split(".")[0] as Group,
    configKey: id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    environmentVariable: id.toUpperCase().replaceAll("-", "_"),
    rotation: { by: "hand" },
    maximumAgeDays: 90,
    ...facts,
  };
}
