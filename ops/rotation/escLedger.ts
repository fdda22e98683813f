import { type Document, parseDocument } from "yaml";
import { z } from "zod";
import { Conflict, type EnvironmentStore } from "../esc/store";
import { kept, keptStateSchema, withSecrets } from "./kept";
import type { Ledger, Page } from "./ledger";
import { atRest, type Key, loginKey, type RotationState } from "./state";

/** Where a rotated credential is in its ESC environment; paths below `values`. */
export interface Layout {
  /** Holds the secret of the credential in use: what consumers read. */
  readonly login: readonly string[];
  /** Holds the public parts of all that are accepted, a line each. */
  readonly accepted: readonly string[];
  /** Holds the rotation's own state. */
  readonly state: readonly string[];
  /** The public part of a secret; undefined where it is malformed. */
  readonly publicPartOf: (secret: string) => string | undefined;
}

/** Nothing can be rotated where there is nothing yet. */
export class NothingToRotate extends Error {
  override readonly name = "NothingToRotate";
}

/** The environment was edited by hand so that the rotation can't make sense of it. Shows no value. */
export class OddEnvironment extends Error {
  override readonly name = "OddEnvironment";
}

const secretSchema = z.object({ "fn::secret": z.string() });

/** A rotation's state in an ESC environment, beside whatever else is there: other keys and comments stay as they are. */
export class EscLedger implements Ledger {
  constructor(
    private readonly store: EnvironmentStore,
    readonly name: string,
    private readonly layout: Layout,
  ) {}

  async read(): Promise<Page> {
    const { document, etag } = await this.#open();
    const login = secretSchema.safeParse(this.#plain(document, this.layout.login));
    if (!login.success) throw new NothingToRotate(`${this.name} has no ${this.layout.login.join(".")} yet`);
    const publicPart = this.layout.publicPartOf(login.data["fn::secret"]);
    if (publicPart === undefined) throw this.#odd(this.layout.login, "is malformed");
    const state = this.#state(document, { publicPart, secret: login.data["fn::secret"] });
    const accepted = this.#plain(document, this.layout.accepted);
    // A person's text may end with a newline.
    if (accepted !== undefined && String(accepted).trim() !== acceptedText(state)) {
      throw this.#odd(this.layout.accepted, "is not what the rotation wrote");
    }
    return { state, etag };
  }

  async write(page: Page, state: RotationState): Promise<Page> {
    const { document, etag } = await this.#open();
    // The text is read anew and would be written with its own etag: only here it shows that somebody was faster.
    if (etag !== page.etag) throw new Conflict(this.name);
    return { state, etag: await this.#save(document, state, etag) };
  }

  /** The first credential of all. Errors: there is one. */
  async found(key: Key, now: Date): Promise<void> {
    const { document, etag } = await this.#open();
    if (this.#plain(document, this.layout.login) !== undefined) throw this.#odd(this.layout.login, "is there already");
    await this.#save(document, atRest(key, now), etag);
  }

  async #open(): Promise<{ document: Document; etag: string | undefined }> {
    const definition = await this.store.read(this.name);
    const document = parseDocument(definition?.yaml ?? "");
    // The parser's own message would show the line, which may be a secret.
    const [mistake] = document.errors;
    if (mistake !== undefined)
      throw new OddEnvironment(`${this.name} is not YAML (${mistake.code} at character ${mistake.pos[0]})`);
    return { document, etag: definition?.etag };
  }

  async #save(document: Document, state: RotationState, etag: string | undefined): Promise<string> {
    const put = (path: readonly string[], value: unknown) =>
      document.setIn(["values", ...path], document.createNode(value));
    put(this.layout.login, { "fn::secret": loginKey(state).secret });
    put(this.layout.accepted, acceptedText(state));
    put(this.layout.state, kept(state));
    return await this.store.write(this.name, document.toString({ lineWidth: 0 }), etag);
  }

  #state(document: Document, inUse: Key): RotationState {
    const raw = this.#plain(document, this.layout.state);
    // Before the first rotation: the epoch stands for "nobody knows since when".
    if (raw === undefined) return atRest(inUse, new Date(0));
    const parsed = keptStateSchema.safeParse(raw);
    if (!parsed.success) throw this.#odd(this.layout.state, `does not make sense (${paths(parsed.error)})`);
    const state = withSecrets(parsed.data, inUse.secret);
    if (loginKey(state).publicPart !== inUse.publicPart) {
      throw this.#odd(this.layout.login, "is not the one that the rotation put there");
    }
    const keys = [state.slots.a, state.slots.b, state.retired].filter((key) => key !== undefined);
    const whole = keys.every(({ secret, publicPart }) => this.layout.publicPartOf(secret) === publicPart);
    if (!whole) throw this.#odd(this.layout.state, "holds a secret that does not belong to its public part");
    return state;
  }

  #plain(document: Document, path: readonly string[]): unknown {
    const node: unknown = document.getIn(["values", ...path], true);
    return node === undefined || node === null ? undefined : JSON.parse(JSON.stringify(node));
  }

  #odd(path: readonly string[], what: string): OddEnvironment {
    const mend = `look at its revisions (pulumi env version history ${this.name}) and go back to the last one that sophia wrote`;
    return new OddEnvironment(`${this.name}: ${path.join(".")} ${what}; ${mend}`);
  }
}

function acceptedText({ slots }: RotationState): string {
  return [slots.a, slots.b].flatMap((key) => key?.publicPart ?? []).join("\n");
}

function paths(error: z.ZodError): string {
  return error.issues.map(({ path }) => path.join(".")).join(", ");
}
