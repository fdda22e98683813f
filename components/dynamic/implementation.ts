import type { dynamic } from "@pulumi/pulumi";

/** What Pulumi calls a value that a preview cannot know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Property bags as they come off the wire: anything may be missing, of another type, or unknown. */
export type Properties = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

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
    this.stack = "";
    this.reasons = [reason];
  }

  with(more: Properties): NotReady {
    return new NotReady(this.id, { ...this.properties, ...more }, this.message);
  }
}

const told = ["Error", "LambdaError", "NotReady"];

/**
 * As Pulumi wants it at the edge: an error that is told to people has no stack, which would be printed beside its message
 * (a bug of ours, a TypeError say, keeps it); what `NotReady` leaves in the state can find its provider again.
 */
export function atTheEdge(implementation: Implementation): Implementation {
  const edge = <A extends unknown[], R>(method: (...args: A) => Promise<R>, inputs?: (...args: A) => Properties) => {
    return async (...args: A): Promise<R> => {
      try {
        return await method(...args);
      } catch (error) {
        if (error instanceof Error && told.includes(error.name)) error.stack = "";
        if (!(error instanceof NotReady) || inputs === undefined) throw error;
        // Pulumi adds it to what a method returns, but not to what one throws.
        throw error.with({ __provider: inputs(...args).__provider });
      }
    };
  };
  return {
    check: edge(async (olds: Properties, news: Properties) => {
      const { inputs, failures } = await implementation.check(olds, news);
      // Pulumi would write the whole value of the property before the reason, which names it and shows what may be shown.
      return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
    }),
    diff: edge(implementation.diff),
    create: edge(implementation.create, (inputs) => inputs),
    read: edge(implementation.read),
    update: edge(implementation.update, (_id, _olds, news) => news),
    delete: edge(implementation.delete),
  };
}
