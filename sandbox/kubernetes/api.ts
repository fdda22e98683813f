import { Agent, type RequestOptions, request as send } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import type { KubeObject } from "./objects";

/** What the API server refused, as its Status object tells it. */
export class ApiError extends Error {
  constructor(
    /** The HTTP status: 404, 409, 422... */
    readonly code: number,
    /** E.g. `NotFound`, `AlreadyExists`, `Invalid`, `Conflict`. */
    readonly reason: string,
    message: string,
    readonly causes: readonly { readonly field?: string; readonly message?: string; readonly reason?: string }[],
  ) {
    super(message);
  }
}

/** The API server doesn't answer at all. */
export class ApiUnreachable extends Error {
  constructor(
    server: string,
    /** Node's own: `ECONNREFUSED`, or what is wrong with a certificate. */
    readonly code: string,
    message: string,
  ) {
    super(`the API server ${server} does not answer: ${message}`);
  }
}

export interface Request {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

interface Raw {
  readonly status: number;
  readonly text: string;
  readonly isJson: boolean;
  readonly warnings: readonly string[];
}

export interface Answer<T> {
  readonly body: T;
  /** What the API server warned of: deprecations, Pod Security violations. */
  readonly warnings: readonly string[];
}

/**
 * The API of one cluster over plain JSON, with connections kept open. The generated clients of `@kubernetes/client-node`
 * turn times into Dates and drop the fields that they don't know, a typing error among them, so only its kubeconfig is used.
 */
export class ClusterApi {
  private constructor(
    readonly server: string,
    private readonly options: RequestOptions,
  ) {}

  static async connect(config: KubeConfig): Promise<ClusterApi> {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { ca, cert, key, rejectUnauthorized, servername, headers, auth } = options;
    const agent = new Agent({ keepAlive: true, ca, cert, key, rejectUnauthorized, servername });
    return new ClusterApi(config.getCurrentCluster()?.server ?? "", { agent, headers, auth });
  }

  close(): void {
    if (this.options.agent instanceof Agent) this.options.agent.destroy();
  }

  /** Errors: ApiError for what the server refuses, ApiUnreachable where it doesn't answer. */
  async call<T>(method: string, path: string, request: Request = {}): Promise<Answer<T>> {
    const url = new URL(path, this.server);
    for (const [name, value] of Object.entries(request.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, value);
    const { status, text, isJson, warnings } = await this.#send(method, url, request);
    if (status >= 300) throw refusal(status, text);
    return { body: (isJson ? JSON.parse(text) : text) as T, warnings };
  }

  async get<T = KubeObject>(path: string, request?: Request): Promise<T> {
    return (await this.call<T>("GET", path, request)).body;
  }

  /** Undefined where the server answers 404. */
  async find<T = KubeObject>(path: string, request?: Request): Promise<T | undefined> {
    try {
      return await this.get<T>(path, request);
    } catch (error) {
      if (isRefusal(error, 404)) return undefined;
      throw error;
    }
  }

  #send(method: string, url: URL, request: Request, retry = true): Promise<Raw> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      ...this.options.headers,
      accept: "application/json",
      "content-type": request.contentType ?? "application/json",
      // Node announces no length for a DELETE, whose body would then be taken for the next request.
      "content-length": String(Buffer.byteLength(body ?? "")),
    };
    return new Promise((resolve, reject) => {
      const sent = send(url, { ...this.options, method, headers, signal: request.signal }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => {
          const warnings = [response.headers.warning ?? []].flat().flatMap(warningTexts);
          const isJson = response.headers["content-type"]?.startsWith("application/json") ?? false;
          resolve({ status: response.statusCode ?? 0, text, isJson, warnings });
        });
      });
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection while this request was on its way (Node's `reusedSocket`).
        if (retry && sent.reusedSocket && error.code === "ECONNRESET") resolve(this.#send(method, url, request, false));
        else if (request.signal?.aborted === true) reject(error);
        else reject(new ApiUnreachable(this.server, error.code ?? "", error.message));
      });
      sent.end(body);
    });
  }
}

/** Whether the API server refused it, with one of `codes` where some are given. */
export function isRefusal(error: unknown, ...codes: number[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

function refusal(status: number, text: string): ApiError {
  const body: { reason?: string; message?: string; details?: { causes?: ApiError["causes"] } } = text.startsWith("{")
    ? JSON.parse(text)
    : {};
  return new ApiError(status, body.reason ?? `HTTP ${status}`, body.message ?? text.trim(), body.details?.causes ?? []);
}

/** `299 - "text"` (RFC 7234), several of them joined by commas. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
