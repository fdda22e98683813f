import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { readIfThere, replaceFile } from "./files";

/** Below Linux's and macOS's ranges for outgoing connections, so that no client's socket sits on one of ours. */
const LOWEST = 20_000;
const COUNT = 12_000;

const savedSchema = z.object({ network: z.string(), ports: z.record(z.string(), z.number()) });

/** A port that this rehearsal owns is held by another program. */
export class PortTaken extends Error {
  constructor(
    readonly port: number,
    readonly purpose: string,
  ) {
    super(
      `port ${port} on 127.0.0.1, this rehearsal's own for ${purpose}, is taken by another program: end that one, or begin anew on other ports with npm run local -- stop --forget`,
    );
  }
}

/**
 * The addresses of one rehearsal, drawn once and kept in `ports.json`: Pulumi's state holds them (endpoints,
 * kubeconfig), so another port after a restart would show as a change of the plan.
 */
export class Ports {
  readonly network: string;
  readonly #ports: Map<string, number>;
  readonly #file: string;
  readonly #first: number;
  /** Asked for by this process already, so in use by itself perhaps. */
  readonly #given = new Set<string>();
  #last: Promise<number> = Promise.resolve(0);

  constructor(folder: string) {
    this.#file = join(folder, "ports.json");
    const saved = this.#read();
    const hash = createHash("sha256").update(folder).digest();
    this.#first = hash.readUInt16BE(2) % COUNT;
    // 127.64.0 to 127.127.254: away from 127.0.0.x and from resolvers that listen on 127.0.53.x and 127.1.1.1.
    this.network = saved?.network ?? `127.${64 + (hash.readUInt8(0) % 64)}.${hash.readUInt8(1) % 255}`;
    this.#ports = new Map(Object.entries(saved?.ports ?? {}));
  }

  /** Errors: `PortTaken` where a port drawn in an earlier start is in use now. */
  port(purpose: string): Promise<number> {
    // One at a time: two parts that start together must not draw the same port.
    this.#last = this.#last.catch(() => 0).then(() => this.#draw(purpose));
    return this.#last;
  }

  async #draw(purpose: string): Promise<number> {
    const known = this.#ports.get(purpose);
    if (known !== undefined) {
      if (!this.#given.has(purpose) && !(await isFree(known))) throw new PortTaken(known, purpose);
      this.#given.add(purpose);
      return known;
    }
    const used = new Set(this.#ports.values());
    for (let offset = 0; offset < COUNT; offset++) {
      const port = LOWEST + ((this.#first + offset) % COUNT);
      if (used.has(port) || !(await isFree(port))) continue;
      this.#ports.set(purpose, port);
      this.#given.add(purpose);
      this.#save();
      return port;
    }
    throw new Error(`no free port on 127.0.0.1 between ${LOWEST} and ${LOWEST + COUNT - 1}`);
  }

  #save(): void {
    const saved = { network: this.network, ports: Object.fromEntries(this.#ports) };
    replaceFile(this.#file, JSON.stringify(saved, null, 1));
  }

  #read(): z.infer<typeof savedSchema> | undefined {
    const text = readIfThere(this.#file);
    return text === undefined ? undefined : savedSchema.parse(JSON.parse(text));
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
