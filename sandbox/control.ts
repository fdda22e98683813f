import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { SandboxContext } from "./context";
import type { Json } from "./world/world";

const faultSchema = z.strictObject({
  vendor: z.string(),
  operation: z.string(),
  kind: z.enum(["refuse", "delay", "drop", "rate-limit", "garble"]),
  times: z.int().positive().optional(),
  after: z.int().nonnegative().optional(),
  delayMs: z.number().nonnegative().optional(),
});
const changesSchema = z.record(z.string(), z.json());
const findSchema = z.strictObject({ type: z.string(), inputs: changesSchema });

/** What the rest of the sandbox offers to the one who rehearses. */
export interface Controls {
  /** What the vendors hold that was not there before the stack, counted by kind. */
  holds(): Promise<Record<string, number>>;
  /** By the vendor's natural key: has it this object already, and under which id? For creates that a kill cut off. */
  find(type: string, inputs: Readonly<Record<string, Json>>): string | undefined;
  /** Asks a stand-in for something that its vendor does by itself, e.g. `lambda.preempt`. */
  act(name: string, args: readonly Json[]): Json;
  stop(): void;
}

export interface ControlServer {
  readonly port: number;
  readonly token: string;
  close(): Promise<void>;
}

/** The back door of the sandbox: sets faults, looks at the vendors' worlds and changes them behind Pulumi's back. */
export async function startControl(context: SandboxContext, controls: Controls): Promise<ControlServer> {
  const token = randomBytes(32).toString("hex");
  const server = createServer((request, response) => {
    answer(request, context, controls, token).then(
      (body) => send(response, 200, body),
      (error: Error) => send(response, error instanceof Refusal ? error.status : 400, { error: error.message }),
    );
  });
  const port = await context.port("control");
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return { port, token, close: () => close(server) };
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function answer(request: IncomingMessage, context: SandboxContext, controls: Controls, token: string) {
  if (!sameText(request.headers.authorization ?? "", `Bearer ${token}`)) throw new Refusal(401, "wrong control token");
  const [area = "", ...rest] = (request.url ?? "").slice(1).split("/").map(decodeURIComponent);
  const body = await text(request);
  const json = (): unknown => JSON.parse(body === "" ? "null" : body);
  switch (`${request.method} ${area}`) {
    case "GET status":
      return { holds: await controls.holds(), faults: context.faults.list() };
    case "POST faults":
      return context.faults.add(faultSchema.parse(json()));
    case "DELETE faults":
      return context.faults.clear();
    case "GET world":
      return Object.fromEntries(collection(context, rest).map(({ id, value }) => [id, value]));
    case "PATCH world":
      return change(context, rest, changesSchema.parse(json()));
    case "DELETE world":
      return remove(context, rest);
    case "POST find": {
      const { type, inputs } = findSchema.parse(json());
      return { id: controls.find(type, inputs as Record<string, Json>) ?? null };
    }
    case "POST act":
      return controls.act(rest.join("."), z.array(z.json()).parse(json()) as Json[]);
    case "POST stop":
      return setImmediate(controls.stop) && null;
    default:
      throw new Refusal(404, `the sandbox's control has no ${request.method} /${area}`);
  }
}

function collection(context: SandboxContext, [name = ""]: readonly string[]) {
  return context.world.collection<Json>(name).list();
}

/** A JSON merge patch (RFC 7396) on one object, one level deep: what a person changes in a vendor's console. */
function change(context: SandboxContext, [name = "", id = ""]: readonly string[], changes: Record<string, unknown>) {
  const objects = context.world.collection<Record<string, Json>>(name);
  const current = objects.get(id);
  if (current === undefined) throw new Refusal(404, unknownObject(context, name, id));
  const merged = Object.entries({ ...current, ...(changes as Record<string, Json>) });
  objects.put(id, Object.fromEntries(merged.filter(([, value]) => value !== null)));
  return null;
}

function remove(context: SandboxContext, [name = "", id = ""]: readonly string[]) {
  if (!context.world.collection<Json>(name).delete(id)) throw new Refusal(404, unknownObject(context, name, id));
  return null;
}

function unknownObject(context: SandboxContext, name: string, id: string): string {
  const ids = context.world.collection<Json>(name).list();
  const there = ids.length > 0 ? ids.map((object) => object.id) : Object.keys(context.world.counts());
  return `no object "${id}" in collection "${name}"; there are: ${there.join(", ") || "none"}`;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? null));
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
