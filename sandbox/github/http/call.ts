import type { SandboxContext } from "../../context";
import type { RestAnswer, RestRequest } from "../../rest/messages";
import type { Boxes } from "./boxes";
import type { Level, Permission, Token } from "./tokens";

/** What every route works on. */
export interface Github {
  readonly world: SandboxContext["world"];
  readonly clock: SandboxContext["clock"];
  readonly boxes: Boxes;
  /** Where it is reached, e.g. `http://127.0.0.1:21001`. */
  readonly endpoint: string;
}

/** A call whose token, permission and place are known to be good. */
export interface Call {
  readonly github: Github;
  readonly token: Token;
  /** The path's `{names}`. */
  readonly names: Readonly<Record<string, string>>;
  readonly request: RestRequest;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As in GitHub's description. */
  readonly path: string;
  readonly permission: Permission;
  readonly level: Level;
  readonly run: (call: Call) => RestAnswer | Promise<RestAnswer>;
}
