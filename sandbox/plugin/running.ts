import { type handleUnaryCall, Metadata, type ServerUnaryCall } from "@grpc/grpc-js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Host } from "./host";
import { scrub } from "./scrub";
import { containsSecret, secretTexts } from "./secrets";
import type { Session } from "./session";
import { type Answer, statusOf } from "./status";
import type { Call, Props } from "./types";
import { decodeProps } from "./values";
import { fromStruct, type WireObject } from "./wire";

/** Thrown where the answer to the engine is made already. */
export class Answered extends Error {
  constructor(readonly answer: Answer) {
    super(answer.details);
  }
}

class TimedOut extends Error {
  override readonly name = "TimeoutError";
}

/** One call of an engine while it runs: what it may not say, and what stops it. */
export class Running<C> {
  /** Every secret text that this call has seen. */
  readonly secrets = new Set<string>();
  readonly #secretProperties = new Set<string>();
  readonly #controller = new AbortController();
  readonly #said: Promise<void>[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly host: Host<C>,
    readonly session: Session<C>,
  ) {
    session.running.add(this.#controller);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The vendor's connection of this call's provider. */
  async connection(): Promise<C> {
    const connection = this.session.connection ?? this.host.sessions.onlyConnection();
    if (connection !== undefined) return await connection;
    throw new Error(`The ${this.host.plugin.name} stand-in was restarted during this run. Run it again.`);
  }

  open(struct: Struct | undefined): WireObject {
    const wire = fromStruct(struct);
    for (const text of secretTexts(wire)) this.secrets.add(text);
    for (const [name, value] of Object.entries(wire)) if (containsSecret(value)) this.#secretProperties.add(name);
    return wire;
  }

  isSecret(property: string): boolean {
    return this.#secretProperties.has(property);
  }

  props(wire: WireObject): Props {
    return decodeProps(wire, this.host.folder);
  }

  clean(text: string): string {
    return scrub(text, [...this.secrets, ...this.session.secrets]);
  }

  abort(reason: string): void {
    this.#controller.abort(new Error(reason));
  }

  /** What the vendor is told of the call; `timeout` in seconds, 0 for none. */
  about(urn: string, preview: boolean, timeout = 0): Call {
    const [, , types = "", ...names] = urn.split("::");
    if (timeout > 0) {
      const late = new TimedOut(`not done after ${timeout} s, which is what customTimeouts allows`);
      this.#timer = setTimeout(() => this.#controller.abort(late), timeout * 1000);
    }
    return {
      urn,
      type: types.split("$").at(-1) ?? "",
      name: names.join("::"),
      preview,
      timeoutSeconds: timeout > 0 ? timeout : undefined,
      signal: this.signal,
      isSecret: (property) => this.isSecret(property),
      say: (severity, message) => this.#say(urn, severity, this.clean(message)),
    };
  }

  /** Lines on the resource arrive before the answer, and nothing is left behind. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.session.running.delete(this.#controller);
    await Promise.all(this.#said);
  }

  #say(urn: string, severity: "info" | "warning", message: string): void {
    const engine = this.session.engine;
    if (engine === undefined) return;
    const request = new LogRequest();
    request.setUrn(urn);
    request.setMessage(message);
    request.setSeverity(severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING);
    const { name } = this.host.plugin;
    const sent = new Promise<void>((resolve) => {
      engine.log(request, new Metadata(), { deadline: Date.now() + 5_000 }, (error) => {
        if (error !== null) this.host.log(`${name}: a line didn't reach the engine: ${error.details}`);
        resolve();
      });
    });
    this.#said.push(sent);
  }
}

/** A gRPC method that answers with what `work` returns, or with its error and nothing more than its message. */
export function unary<C, Q, A>(
  host: Host<C>,
  work: (request: Q, running: Running<C>, peer: string) => Promise<A> | A,
): handleUnaryCall<Q, A> {
  return (call, callback) => {
    void answer(host, call, work).then(
      (value) => callback(null, value),
      (error: unknown) => callback(error instanceof Answered ? error.answer : { details: String(error) }),
    );
  };
}

async function answer<C, Q, A>(
  host: Host<C>,
  call: ServerUnaryCall<Q, A>,
  work: (request: Q, running: Running<C>, peer: string) => Promise<A> | A,
): Promise<A> {
  const running = new Running(host, host.sessions.of(call.getPeer()));
  call.on("cancelled", () => running.abort("the engine went away"));
  try {
    return await work(call.request, running, call.getPeer());
  } catch (error) {
    const known = error instanceof Answered ? error.answer : undefined;
    const status = known ?? statusOf(error, running.signal, (text) => running.clean(text));
    host.log(`${host.plugin.name}: ${call.getPath().split("/").at(-1)} failed: ${status.details}`);
    throw new Answered(status);
  } finally {
    await running.finish();
  }
}
