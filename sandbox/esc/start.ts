import { randomBytes } from "node:crypto";
import { escTokenFile } from "../client";
import type { Part, SandboxContext } from "../context";
import { readIfThere, replaceFile } from "../files";
import { serveRest } from "../rest/server";
import type { Json } from "../world/world";
import { handle } from "./api";
import { Opened } from "./opened";
import { Environments } from "./records";
import { Refusal } from "./refusal";
import { Tokens, tokenSchema } from "./rights";
import { Seal } from "./seal";

/** The organization of the rehearsal's environments. */
export const ESC_ORGANIZATION = "sophia-ai";

export interface EscPart extends Part {
  readonly facts: { readonly endpoint: string; readonly organization: string };
  /** Makes a token valid: `esc.token` with the secret and what it may do (`tokenSchema`). */
  act(name: string, args: readonly Json[]): Json;
}

/** What an organization begins with. */
export interface EscSeed {
  /** YAML by `project/environment`, put where there is no such environment yet; its secrets are sealed at once. */
  readonly environments: Readonly<Record<string, string>>;
  /** What login providers give, in clear, by their names. */
  readonly opened: Readonly<Record<string, object>>;
}

/**
 * Starts the stand-in of Pulumi Cloud's ESC on `context.port("esc")`. The token that may do everything is in `escTokenFile`.
 */
export async function startEsc(context: SandboxContext, seed: EscSeed): Promise<EscPart> {
  const [environments, tokens, seal] = [new Environments(context), new Tokens(context), new Seal(context.folder)];
  tokens.add(adminToken(context.folder), {
    name: "rehearsal",
    organization: ESC_ORGANIZATION,
    login: "rehearsal",
    rights: { "*": "admin" },
  });
  for (const [fullName, yaml] of Object.entries(seed.environments)) {
    const [project = "", name = ""] = fullName.split("/");
    if (environments.find(ESC_ORGANIZATION, project, name) === undefined) {
      environments.create(
        ESC_ORGANIZATION,
        project,
        name,
        "rehearsal",
        seal.close(yaml, `${ESC_ORGANIZATION}/${fullName}`),
      );
    }
  }
  const esc = { environments, seal, opened: new Opened(context, seed.opened) };
  const { faults } = context;
  const port = await context.port("esc");
  const server = await serveRest({
    vendor: "esc",
    port,
    log: (line) => context.log(line),
    handle: (request) => handle({ esc, tokens, faults }, request),
    failures: {
      rateLimit: new Refusal(429, "Too Many Requests").answer(),
      down: new Refusal(503, "Service Unavailable").answer(),
    },
  });
  return {
    facts: { endpoint: `http://127.0.0.1:${server.port}`, organization: ESC_ORGANIZATION },
    act: (name, [secret, token]) => {
      if (name !== "esc.token" || typeof secret !== "string") throw new Error(`esc has no ${name}`);
      tokens.add(secret, tokenSchema.parse(token));
      return null;
    },
    stop: () => server.stop(),
  };
}

function adminToken(folder: string): string {
  const known = readIfThere(escTokenFile(folder));
  if (known !== undefined) return known;
  const token = `pul-${randomBytes(20).toString("hex")}`;
  replaceFile(escTokenFile(folder), token);
  return token;
}
