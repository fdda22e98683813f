import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Sandbox } from "../../sandbox/client";
import { identify } from "../../toolchain/processes";
import { UserError } from "../userError";
import type { Engine } from "./engine";
import { PROJECT_NAME, type RehearsalFolder } from "./folder";

const lockSchema = z.object({ pid: z.number(), command: z.string().optional() });
const pendingSchema = z.object({
  type: z.string(),
  resource: z.object({
    urn: z.string(),
    type: z.string(),
    inputs: z.record(z.string(), z.json()).default({}),
  }),
});
const checkpointSchema = z.object({
  checkpoint: z.object({ latest: z.object({ pending_operations: z.array(pendingSchema).default([]) }).nullish() }),
});

/**
 * Mends what a killed run left: its lock on the stack, and creates of which nobody knows whether the vendor did them.
 * Called with the run lock held and all orphans ended. Errors: somebody's plain `pulumi` holds the stack.
 */
export async function repair(folder: RehearsalFolder, engine: Engine, sandbox: Sandbox): Promise<string[]> {
  const done: string[] = [];
  const holders = stackLocks(folder);
  for (const { pid } of holders) {
    if ((await identify(pid)) !== undefined) {
      throw new UserError(`a pulumi of yours (process ${pid}) is at work on stack ${folder.stack}`, `kill ${pid}`);
    }
  }
  if (holders.length > 0) {
    await engine.breakLock();
    done.push("broke the lock of a run that was killed");
  }
  const pending = pendingCreates(folder);
  if (pending.length > 0) {
    const found = await lookUp(pending, sandbox);
    await engine.settlePendingCreates(found);
    done.push(
      `settled ${pending.length} cut-off creates: ${found.length} were done at the vendor and are in the state now`,
    );
  }
  return done;
}

function stackLocks(folder: RehearsalFolder): z.infer<typeof lockSchema>[] {
  const locks = join(folder.backend, ".pulumi", "locks", "organization", PROJECT_NAME, folder.stack);
  if (!existsSync(locks)) return [];
  const files = readdirSync(locks).filter((name) => name.endsWith(".json"));
  return files.map((name) => lockSchema.parse(JSON.parse(readFileSync(join(locks, name), "utf8"))));
}

function pendingCreates(folder: RehearsalFolder): z.infer<typeof pendingSchema>["resource"][] {
  const file = folder.stateFile(PROJECT_NAME);
  if (!existsSync(file)) return [];
  const { checkpoint } = checkpointSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const pending = checkpoint.latest?.pending_operations ?? [];
  return pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
}

/** Lambda hosts are found again by their own provider, by tag; Kubernetes objects by server-side apply. */
async function lookUp(pending: readonly { urn: string; type: string; inputs: unknown }[], sandbox: Sandbox) {
  const found: { urn: string; id: string }[] = [];
  for (const { urn, type, inputs } of pending) {
    const { id } = foundSchema.parse(await sandbox.call("POST", "find", { type, inputs }));
    if (id !== null) found.push({ urn, id });
  }
  return found;
}

const foundSchema = z.object({ id: z.string().nullable() });
