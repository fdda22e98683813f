import type { ChangeKind, Existing, Props, Value } from "../plugin/types";
import type { Json } from "../world/world";
import type { Fields, Rule } from "./field";

/** What the world keeps of one object: the vendor's own names and values. */
export type Stored = { readonly [key: string]: Json | undefined };

/** One explicit provider's account at the vendor. */
export interface Connection {
  /** Stands before a Pulumi id to make the world's key, e.g. `sophia-ai/`; "" where one account is imitated. */
  readonly scope: string;
  readonly args: Props;
  /** Throws what the vendor answers to wrong or missing credentials; passes where a preview doesn't know them yet. */
  authorize(): void;
}

/** What a row's functions may look at. */
export interface View {
  readonly connection: Connection;
  /** The vendor's time, in milliseconds since the epoch. */
  readonly now: number;
  find(collection: string, id: string): Stored | undefined;
  list(collection: string): { readonly id: string; readonly object: Stored }[];
}

/** One object at a moment. */
export interface Moment extends View {
  readonly id: string;
  readonly inputs: Props;
  /** The object before this change; undefined while it is made. */
  readonly before?: Stored;
}

/** The vendor's own object, and, in a read, what Pulumi knew of it. */
export interface Shown extends View {
  readonly id: string;
  readonly object: Stored;
  readonly known?: Existing;
}

export interface Reference {
  readonly collection: string;
  readonly id: string;
}

/** Something else that has to be there first, and the vendor's words where it isn't. */
export interface Need extends Reference {
  readonly refusal: string;
}

export type Identity =
  /** Made of the inputs; `renamed` where a changed name is an update (the id then is another one). */
  | { readonly id: (inputs: Props, view: View) => string; readonly renamed?: true }
  /** Invented by the vendor; these inputs tell one from another, or `clashes` does. */
  | {
      readonly newId: (inputs: Props) => string;
      readonly by: readonly string[];
      readonly clashes?: (inputs: Props, other: Props) => boolean;
    };

/** One kind of object at a vendor. */
export interface Kind {
  /** The world's collection, `<vendor>.<kind>`. */
  readonly collection: string;
  /** The objects with which one goes. */
  readonly parents?: (object: Stored, id: string) => readonly Reference[];
}

/** One resource type. */
export interface Row extends Kind {
  readonly fields: Fields;
  readonly rules?: readonly Rule[];
  readonly identity: Identity;
  /** The vendor's refusal where it exists already; undefined: it is taken over. */
  readonly taken: (at: Moment) => string | undefined;
  /** The vendor's answer to an update of what is gone; undefined: the update makes it anew. */
  readonly gone: (at: Moment) => string | undefined;
  readonly needs?: (inputs: Props, view: View) => readonly Need[];
  /** Whatever else the vendor says no to when it is made or changed. */
  readonly refuses?: (at: Moment) => string | undefined;
  /** What the vendor adds to an object by itself: numbers, times. */
  readonly facts?: (at: Moment) => Stored;
  /** Outputs beyond the inputs, by name. */
  readonly outputs?: Readonly<Record<string, (shown: Shown) => Value | undefined>>;
  /** Which of those change later: with the inputs named here, or with any update. */
  readonly changing?: Readonly<Record<string, readonly string[] | "any update">>;
  /** Other objects that come with a new one. */
  readonly brings?: (at: Moment) => readonly (Reference & { readonly object: Stored })[];
  /** Changes that the inputs alone don't show. */
  readonly alsoChanged?: (olds: Existing, news: Props) => Readonly<Record<string, ChangeKind>>;
  /** What a deletion leaves of it; undefined: nothing. */
  readonly leaves?: (object: Stored, inputs: Props) => Stored | undefined;
}

export type Rows = Readonly<Record<string, Row>>;

/** The vendor said no: its own words. */
export class VendorRefusal extends Error {}

/** Throws a refusal, if there is one. */
export function refuse(refusal: string | undefined): void {
  if (refusal !== undefined) throw new VendorRefusal(refusal);
}
