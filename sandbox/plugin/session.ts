import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";

/** One engine's connection to one plugin, which is one provider object of a program: made by Handshake, named by its peer. */
export class Session<C> {
  /** What the vendor made of this provider's arguments; undefined until Configure. */
  connection: Promise<C> | undefined;
  /** The provider's arguments as one text: two sessions with the same text are the same account. */
  configuration = "";
  /** Secret texts among the provider's arguments. */
  readonly secrets = new Set<string>();
  readonly running = new Set<AbortController>();
  #engine: EngineClient | undefined;

  constructor(private readonly engineAddress: string) {}

  /** The engine's log service, for lines on a resource; undefined where it gave no address. */
  get engine(): EngineClient | undefined {
    if (this.engineAddress === "") return undefined;
    this.#engine ??= new EngineClient(this.engineAddress, credentials.createInsecure());
    return this.#engine;
  }

  abort(reason: string): void {
    for (const controller of this.running) controller.abort(new Error(reason));
  }

  close(): void {
    this.abort("the plugin is stopping");
    this.#engine?.close();
  }
}

/** An engine opens a few connections a run and never says goodbye: more than this many old ones are forgotten. */
const MOST_SESSIONS = 256;

/**
 * The engines that are attached, by peer address. Calls don't name their provider (pulumi/pulumi attaches every provider
 * of a package to the same port), but each provider has a connection of its own, which it keeps.
 */
export class Sessions<C> {
  readonly #byPeer = new Map<string, Session<C>>();

  /** A new connection: whatever an earlier one had set up from the same address is over. */
  open(peer: string, engineAddress: string): Session<C> {
    this.#forget(peer);
    const idle = [...this.#byPeer].filter(([, session]) => session.running.size === 0).map(([name]) => name);
    for (const old of idle.slice(0, Math.max(0, this.#byPeer.size + 1 - MOST_SESSIONS))) this.#forget(old);
    const session = new Session<C>(engineAddress);
    this.#byPeer.set(peer, session);
    return session;
  }

  of(peer: string): Session<C> {
    return this.#byPeer.get(peer) ?? this.open(peer, "");
  }

  /**
   * For a call of a session that was never configured: gRPC opens a connection that was idle for half an hour anew, from
   * another address and without a handshake. It is taken for the only configuration there is; undefined where there is
   * none. Fails where there are several.
   */
  onlyConnection(): Promise<C> | undefined {
    const configured = [...this.#byPeer.values()].filter((session) => session.connection !== undefined);
    const last = configured.at(-1);
    if (configured.every((session) => session.configuration === last?.configuration)) return last?.connection;
    throw new Error("The engine's connection was replaced, and it can't be told which provider this is. Run it again.");
  }

  close(): void {
    for (const peer of [...this.#byPeer.keys()]) this.#forget(peer);
  }

  #forget(peer: string): void {
    this.#byPeer.get(peer)?.close();
    this.#byPeer.delete(peer);
  }
}
