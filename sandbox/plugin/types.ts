/**
 * What a vendor's plugin is, apart from the protocol: plain objects and functions on plain values.
 * `server.ts` speaks Pulumi's provider protocol for them: it unwraps secrets before a call and wraps them again after it,
 * so nothing here sees Pulumi's encodings.
 */

/** A value that Pulumi doesn't know yet during a preview. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A plain value; `UNKNOWN` may stand at any depth during previews. Assets and archives come resolved to their files. */
export type Value =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN
  | FileTree
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

export type Props = { readonly [key: string]: Value | undefined };

/** An asset or archive: its content, by path inside it (an asset's is ""). Kept whole in states, as the engine sent it. */
export class FileTree {
  constructor(
    readonly files: ReadonlyMap<string, Uint8Array>,
    readonly encoded: unknown,
  ) {}
}

/** A mistake in one property, as the engine shows it: `property` is a path, e.g. `spec.replicas`. */
export interface Mistake {
  readonly property: string;
  readonly reason: string;
}

export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface Difference {
  /** By property path, as Pulumi writes them: `spec.template.spec.containers[0].image`. */
  readonly changes: Readonly<Record<string, ChangeKind>>;
  /** Default false: the new one is created first. */
  readonly deleteBeforeReplace?: boolean;
}

/** Given to every call. */
export interface Call {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** A preview: touch nothing, and answer with UNKNOWN for what only the vendor can tell. So are `check` and `diff`, always. */
  readonly preview: boolean;
  /** From `customTimeouts`, in seconds; undefined where the user set none. */
  readonly timeoutSeconds?: number;
  readonly signal: AbortSignal;
  /** True where the input of this name is a secret or has one in it. Absent: nobody knows. */
  readonly isSecret?: (property: string) => boolean;
  /** A line on the resource in the engine's display. Never a secret. */
  readonly say: (severity: "info" | "warning", message: string) => void;
}

export interface Existing {
  readonly id: string;
  readonly inputs: Props;
  /** All properties, computed ones too. */
  readonly outputs: Props;
}

/** One resource type of a vendor, over the vendor's own configured connection `C`. */
export interface ResourceKind<C> {
  /** Fills in defaults and names every mistake. Default: takes the inputs as they are. `olds`: the inputs of the last `up`. */
  check?(
    connection: C,
    news: Props,
    olds: Props | undefined,
    call: Call,
  ): Promise<{ inputs: Props; mistakes: Mistake[] }>;
  /** `olds` are the stored inputs and outputs, `news` checked inputs. ignoreChanges has been applied to `news` already. */
  diff(connection: C, olds: Existing, news: Props, call: Call): Promise<Difference>;
  create(connection: C, inputs: Props, call: Call): Promise<{ id: string; outputs: Props }>;
  /** What the vendor has now; undefined where it is gone. `known` is absent in an import. */
  read(connection: C, id: string, known: Existing | undefined, call: Call): Promise<Existing | undefined>;
  /** Returns the outputs. */
  update(connection: C, olds: Existing, news: Props, call: Call): Promise<Props>;
  /** Must succeed where the object is gone already. */
  delete(connection: C, olds: Existing, call: Call): Promise<void>;
  /** Outputs that are secret whatever the inputs were (paths). An output at the path of a secret input is secret anyway. */
  readonly secretOutputs?: readonly string[];
  /** Every output is secret as soon as one input is: for what runs commands or renders text. Default false. */
  readonly tainted?: boolean;
}

export type Invoke<C> = (
  connection: C,
  args: Props,
  call: Pick<Call, "preview" | "signal" | "isSecret">,
) => Promise<{ outputs: Props; mistakes?: Mistake[] }>;

/** One vendor's plugin. `C` is what `configure` makes of one explicit provider's arguments. */
export interface Plugin<C> {
  /** The package, e.g. `snowflake`. */
  readonly name: string;
  /** At least that of the installed SDK: the engine refuses an older one. */
  readonly version: string;
  /** Names every mistake in a provider's arguments; values are decoded from Pulumi's strings already. */
  checkConfig?(args: Props): Mistake[];
  /** Which changed provider arguments replace the provider, and with it all its resources. Default: none. */
  readonly replaceProviderOn?: readonly string[] | ((olds: Props, news: Props) => readonly string[]);
  configure(args: Props, provider: { urn: string; name: string }): Promise<C>;
  readonly resources: Readonly<Record<string, ResourceKind<C>>>;
  /** A type that is not in `resources`, for a vendor whose types are not known beforehand; undefined: there is no such. */
  resource?(type: string): ResourceKind<C> | undefined;
  readonly invokes?: Readonly<Record<string, Invoke<C>>>;
}
