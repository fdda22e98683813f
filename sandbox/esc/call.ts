import type { RestAnswer, RestRequest } from "../rest/messages";
import type { Opened } from "./opened";
import type { EnvironmentRecord, Environments } from "./records";
import type { Permission, Token } from "./rights";
import type { Seal } from "./seal";

/** What every route works on. */
export interface Esc {
  readonly environments: Environments;
  readonly seal: Seal;
  readonly opened: Opened;
}

/** A call whose token and rights are known to be good. */
export interface Call {
  readonly esc: Esc;
  readonly token: Token;
  /** The path's `{names}`. */
  readonly names: Readonly<Record<string, string>>;
  readonly request: RestRequest;
}

/** A call about one environment that is there. */
export interface EnvironmentCall extends Call {
  readonly environment: EnvironmentRecord;
}

type Method = "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";

/** A call of the account or of an organization as a whole. */
export interface AccountRoute {
  readonly method: Method;
  readonly path: string;
  readonly run: (call: Call) => RestAnswer | Promise<RestAnswer>;
}

/** A call below `/api/esc/environments/{org}/{project}/{env}`; `path` is what comes after it. */
export interface EnvironmentRoute {
  readonly method: Method;
  readonly path: string;
  readonly needs: Permission;
  readonly run: (call: EnvironmentCall) => RestAnswer | Promise<RestAnswer>;
}
