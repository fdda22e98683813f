import { describe, expect, it } from "vitest";
import { bastionOf, doorsOf, sshSettings } from "../../../ops/rotation/ssh/stackDoors";
import { atRest } from "../../../ops/rotation/state";
import { statusOf, statusRow } from "../../../ops/rotation/status";

const now = new Date("2026-11-20T12:00:00Z");
const policy = { maximumAgeDays: 90 };
const made = (createdAt?: string) => atRest({ publicPart: "public", secret: "hidden", createdAt }, now);
const row = (state: ReturnType<typeof made>) => statusRow(statusOf("key", state, policy, now), now);

describe("a rotation's status", () => {
  it("tells age and next due, and no secret", () => {
    const status = statusOf("key", made("2026-11-19T00:00:00Z"), policy, now);
    expect(status).toMatchObject({ ageDays: 1, nextDue: "2027-01-03T00:00:00.000Z", step: "idle" });
    expect(JSON.stringify(status)).not.toContain("hidden");
    expect(statusRow(status, now)).toEqual(["key", "1 day", "idle", "2027-01-03"]);
  });

  it.each([
    ["of unknown age", made(), ["key", "unknown", "idle", "now"]],
    ["too old", made("2026-08-01T00:00:00Z"), ["key", "111 days", "idle", "now"]],
    ["waiting", { ...made(), notBefore: "2026-11-21T00:00:00Z" }, ["key", "unknown", "idle", "2026-11-21"]],
    [
      "stopped",
      { ...made(), step: "needs-a-person" as const },
      ["key", "unknown", "needs-a-person", "when a person asks"],
    ],
  ])("says when one that is %s is due", (_what, state, expected) => {
    expect(row(state)).toEqual(expected);
  });
});

describe("how a stack's hosts are reached", () => {
  const ssh = sshSettings({ config: { "sophia-infra:ssh": { user: "ubuntu", port: 22 }, other: 1 } });

  it("follows from the stack's file and its output", () => {
    const hosts = [{ name: "main", address: "203.0.113.7", hostKey: "ssh-ed25519 AAAA" }];
    const door = { host: "203.0.113.7", port: 22, user: "ubuntu", hostKey: "ssh-ed25519 AAAA" };
    expect(doorsOf(hosts, ssh)).toEqual([{ name: "main", door }]);
    expect(bastionOf(ssh, "secret")).toBeUndefined();
  });

  it("tells a stack that was never up from one without hosts", () => {
    expect(doorsOf(undefined, ssh)).toBeUndefined();
    expect(doorsOf([], ssh)).toEqual([]);
  });

  it("goes through the bastion with the key in use", () => {
    const bastion = { host: "b", port: 22, user: "ubuntu", hostKey: "ssh-ed25519 AAAA" };
    expect(bastionOf({ ...ssh, bastion }, "secret")).toEqual({ ...bastion, privateKey: "secret" });
  });
});
