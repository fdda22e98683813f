/** The revisions of the Model Context Protocol that are spoken, newest first. */
export const protocolVersions: readonly string[] = ["2025-11-25", "2025-06-18", "2025-03-26"];

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Gives what the tool found, as JSON. */
  run(): Readonly<Record<string, unknown>>;
}

/** What goes back over HTTP: no body where JSON-RPC has no answer. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

type Id = string | number;
interface Request {
  readonly id: Id;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** JSON-RPC's own codes. */
const codes = { invalidRequest: -32600, methodNotFound: -32601, invalidParams: -32602 } as const;

/** One JSON-RPC message of a client, answered (https://modelcontextprotocol.io/specification/2025-11-25/basic). */
export function answer(message: unknown, server: { name: string; version: string }, tools: readonly Tool[]): Reply {
  if (!isObject(message) || message.jsonrpc !== "2.0") return badRequest();
  const { id, method, params = {} } = message;
  // Notifications and the client's own answers are taken note of; the server asks for nothing and waits for nothing.
  if (id === undefined || method === undefined) return { status: 202 };
  if ((typeof id !== "string" && typeof id !== "number") || typeof method !== "string" || !isObject(params)) {
    return badRequest();
  }
  return { status: 200, body: respond({ id, method, params }, server, tools) };
}

function respond({ id, method, params }: Request, server: { name: string; version: string }, tools: readonly Tool[]) {
  if (method === "ping") return result(id, {});
  if (method === "initialize") {
    const wanted = String(params.protocolVersion);
    const protocolVersion = protocolVersions.includes(wanted) ? wanted : protocolVersions[0];
    return result(id, { protocolVersion, capabilities: { tools: {} }, serverInfo: server });
  }
  if (method === "tools/list") {
    const listed = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    return result(id, { tools: listed });
  }
  if (method === "tools/call") {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) return failure(id, codes.invalidParams, `Unknown tool: ${String(params.name)}`);
    const found = tool.run();
    return result(id, { content: [{ type: "text", text: JSON.stringify(found) }], structuredContent: found });
  }
  return failure(id, codes.methodNotFound, `Method not found: ${method}`);
}

function result(id: Id, value: Readonly<Record<string, unknown>>) {
  return { jsonrpc: "2.0", id, result: value };
}

function failure(id: Id | null, code: number, message: string) {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

function badRequest(): Reply {
  return { status: 400, body: failure(null, codes.invalidRequest, "Not a JSON-RPC 2.0 request") };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
