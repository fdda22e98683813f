import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { StepEventMetadata } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Delivery } from "../../components/github/delivery";
import { catalogue, credentialsOf } from "../../credentials/catalogue";
import type { Credentials } from "../../credentials/credentials";
import { standInSecrets } from "../../credentials/standIns";
import { githubPlugin } from "../../sandbox/github/plugin";
import { VirtualClock } from "../../sandbox/world/clock";
import { Faults } from "../../sandbox/world/faults";
import { type Json, World } from "../../sandbox/world/world";
import { EngineStack, serving } from "../unit/plugin/engineStack";

const folder = mkdtempSync(join(tmpdir(), "github-drift-"));
const world = new World(join(folder, "world"));
const clock = new VirtualClock();
const secrets = standInSecrets("github-drift", catalogue);
let stack: EngineStack;

beforeAll(async () => {
  const faults = new Faults(clock);
  const accounts = { "github-token": secrets["github-token"] ?? "" };
  const rest = { programs: {}, network: "127.0.0", port: async () => 0, log: () => undefined };
  const context = { folder, world, clock, faults, accounts, ...rest };
  stack = await EngineStack.open(faults, serving(githubPlugin(context, ["sophia-ai/sophia"])));
});

afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});

async function program(): Promise<Record<string, unknown>> {
  const given = Object.entries(secrets).map(([id, value]) => [id, pulumi.secret(value)]);
  const credentials = Object.fromEntries(given) as Credentials;
  const provider = new github.Provider("hub", { owner: "sophia-ai", token: credentials["github-token"] });
  const platform = { project: "p", stack: "prod", owner: "o", costCenter: "c", protect: false };
  const mcp = { registry: { server: "ghcr.io", repository: "a/b", user: "robot" }, replicas: { min: 1, max: 1 } };
  const governs = { statusChecks: ["test"], allowedActions: ["docker/login-action@*"] };
  const settings = { owner: "sophia-ai", repository: "sophia", reviewers: { teams: [7] }, governs };
  new Delivery("github", { platform, github: settings, mcp, credentials }, { providers: [provider] });
  return {};
}

/** What somebody does in GitHub's console. */
function byHand(collection: string, changes: Record<string, Json>, id?: string): void {
  const objects = world.collection<Record<string, Json>>(collection);
  const key = id ?? objects.list()[0]?.id ?? "";
  objects.put(key, { ...objects.get(key), ...changes });
}

test("what somebody changes at GitHub by hand is shown with path and values, and mended by the next up", async () => {
  await stack.run("up", program);
  expect(wrongSecrets()).toEqual([]);
  const again = await stack.run("preview", program);
  expect([...again.steps.values()].filter(({ op }) => op !== "same")).toEqual([]);
  for (const secret of Object.values(secrets)) {
    expect(stack.stateText.includes(JSON.stringify(secret).slice(1, -1))).toBe(false);
  }

  const later = new Date(clock.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  byHand("github.repositoryRuleset", { enforcement: "disabled" });
  byHand("github.environment", { reviewers: [] });
  const [secret] = credentialsOf("github-organization");
  if (secret === undefined) throw new Error("no credential is the organisation's");
  byHand(
    "github.organizationSecret",
    { updated_at: later, value_fingerprint: "sha256:00:of another value" },
    `sophia-ai/${secret.environmentVariable}`,
  );
  byHand("github.environmentVariable", { value: "elsewhere.example" }, "sophia-ai/sophia:prod:CONTAINER_REGISTRY");
  byHand("github.actionsRepositoryPermissions", { allowed_actions: "all", sha_pinning_required: false });

  const { steps } = await stack.run("refresh", program);
  const shown = [...steps].filter(([, { detailedDiff }]) => Object.keys(detailedDiff ?? {}).length > 0);
  expect(Object.fromEntries(shown.map(([name, step]) => [name, changesOf(step)]))).toEqual({
    "github-rules-main": { enforcement: ["active", "disabled"] },
    "github-environment": { reviewers: [[{ teams: [7] }], undefined] },
    // GitHub tells nobody a secret's value: that somebody set it is all there is to see.
    [`github-organization-${secret.id}`]: { remoteUpdatedAt: [expect.any(String), goTime(later)] },
    "github-registry": { value: ["ghcr.io", "elsewhere.example"] },
    "github-rules-actions": { allowedActions: ["selected", "all"], shaPinningRequired: [true, false] },
  });

  expect(wrongSecrets()).toEqual([secret.id]);

  const mended = await stack.run("up", program);
  const updated = [...mended.steps].filter(([, { op }]) => op === "update").map(([name]) => name);
  expect(updated.sort()).toEqual(shown.map(([name]) => name).sort());
  expect(wrongSecrets()).toEqual([]);
  const after = await stack.run("preview", program);
  expect([...after.steps.values()].filter(({ op }) => op !== "same")).toEqual([]);

  await stack.run("destroy", program);
  expect(world.counts()).toEqual({ "github.branch": 1, "github.repository": 1 });
});

/** Which secrets at GitHub are not the credentials that the catalogue says; GitHub keeps no value, its stand-in a hash. */
function wrongSecrets(): string[] {
  const places = [
    { consumer: "github-organization", collection: "github.organizationSecret", owner: "sophia-ai/" },
    { consumer: "github-environment", collection: "github.environmentSecret", owner: "sophia-ai/sophia:prod:" },
  ] as const;
  return places.flatMap(({ consumer, collection, owner }) =>
    credentialsOf(consumer).flatMap(({ id, environmentVariable }) => {
      const stored = world.collection<{ value_fingerprint: string }>(collection).get(`${owner}${environmentVariable}`);
      const [, salt = "", hash] = stored?.value_fingerprint.split(":") ?? [];
      const right = createHash("sha256")
        .update(salt)
        .update(secrets[id] ?? "");
      return hash === right.digest("hex") ? [] : [id];
    }),
  );
}

/** From what to what a refresh changes the state, by path. */
function changesOf({ detailedDiff, old, new: now }: StepEventMetadata): Record<string, readonly unknown[]> {
  const paths = Object.keys(detailedDiff ?? {});
  return Object.fromEntries(paths.map((path) => [path, [old?.outputs?.[path], now?.outputs?.[path]]]));
}

/** As the provider writes it: Go's `Time.String`. */
const goTime = (time: string): string => time.replace("T", " ").replace("Z", " +0000 UTC");
