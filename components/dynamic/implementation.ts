import type { dynamic } from "@pulumi/pulumi";

/** What Pulumi calls a value that a preview cannot know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Property bags as they come off the wire: anything may be missing, of another type, or unknown. */
export type Properties = Readonly<Record<string, unknown>>;

/** All six methods, as plain functions on plain values. */
export interface Implementation {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: dynamic.CheckFailure[] }>;
  /** `olds` are outputs, `news` checked inputs. */
  diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  /** No `id`: gone. */
  read(id: string, known: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, known: Properties): Promise<void>;
}

/**
 * Thrown where something exists at the vendor but cannot be used yet: Pulumi then keeps it in the state, so that it is
 * neither lost nor made twice, and the next `up` or `destroy` deals with it.
 */
export class NotReady extends Error {
  readonly reasons: readonly string[];

  constructor(
    readonly id: string,
    readonly properties: Properties,
    reason: string,
  ) {
    super(reason);
    this.name = "NotReady";
    this.reasons = [reason];
  }
}

const told = ["Error", "LambdaError", "NotReady"];

/** Pulumi prints an error's stack beside its message; whoever reads it has the message to act on. */
export function withoutStacks(implementation: Implementation): Implementation {
  const plain = <A extends unknown[], R>(method: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      try {
        return await method(...args);
      } catch (error) {
        // A bug of ours (TypeError, ReferenceError) keeps its stack.
        if (error instanceof Error && told.includes(error.name)) error.stack = "";
        throw error;
      }
    };
  };
  return {
    check: plain(implementation.check),
    diff: plain(implementation.diff),
    create: plain(implementation.create),
    read: plain(implementation.read),
    update: plain(implementation.update),
    delete: plain(implementation.delete),
  };
}
