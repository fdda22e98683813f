import type { Faults } from "../world/faults";
import type { Sessions } from "./session";
import type { Plugin, ResourceKind } from "./types";

export interface ServeOptions {
  readonly faults: Faults;
  /** One line for each change and each failure. Never a secret. */
  readonly log: (line: string) => void;
  /** On 127.0.0.1. Default 0: any free one. */
  readonly port?: number;
  /** Where the program's relative paths (assets) begin. Default: the current folder. */
  readonly folder?: string;
}

/** What the methods of one served plugin share. */
export interface Host<C> {
  readonly plugin: Plugin<C>;
  readonly sessions: Sessions<C>;
  readonly faults: Faults;
  readonly log: (line: string) => void;
  readonly folder: string;
}

export function kindOf<C>({ plugin }: Host<C>, type: string): ResourceKind<C> {
  const kind = plugin.resources[type] ?? plugin.resource?.(type);
  if (kind !== undefined) return kind;
  const known = Object.keys(plugin.resources).sort().join(", ");
  throw new Error(`The ${plugin.name} stand-in has no resource type ${type}. It has: ${known}.`);
}
