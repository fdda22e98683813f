import { beforeEach, describe, expect, it } from "vitest";
import { parse, parseDocument } from "yaml";
import { Conflict } from "../../../ops/esc/store";
import { EscLedger, NothingToRotate } from "../../../ops/rotation/escLedger";
import { advance } from "../../../ops/rotation/reducer";
import { lambdaSshKeyLayout as layout, newSshKey } from "../../../ops/rotation/ssh/lambdaSshKey";
import { atRest } from "../../../ops/rotation/state";
import { MemoryStore } from "./memoryStore";

const NAME = "sophia-rotated/local";
const now = new Date("2026-11-20T00:00:00Z");
const policy = { maximumAgeDays: 90 };

let store: MemoryStore;
let ledger: EscLedger;
const values = () => parse(store.revisions.at(-1) ?? "").values;
const [old, fresh] = [newSshKey(), newSshKey()];
const byHand = `# by hand
values:
  other: kept # so it is
  infrastructure:
    lambda:
      sshPrivateKey:
        fn::secret: |
${old.secret.replaceAll(/^(?=.)/gm, "          ")}`;

beforeEach(() => {
  store = new MemoryStore();
  ledger = new EscLedger(store, NAME, layout);
});

describe("a rotation's state in ESC", () => {
  it("begins with a key that somebody set by hand, of unknown age", async () => {
    store.revisions.push(byHand);
    expect((await ledger.read()).state).toEqual(atRest(old, new Date(0)));
  });

  it("keeps both keys through every step, the one in use only where consumers read it, and all that is beside it", async () => {
    store.revisions.push(byHand);
    let page = await ledger.read();
    const lists: string[] = [];
    const events = ["asked", "created", "done", "done", "done", "done", "done", "done"] as const;
    for (const kind of events) {
      const event = kind === "created" ? { kind, ...fresh } : { kind };
      page = await ledger.write(page, advance(page.state, now, event, policy).state);
      expect(await ledger.read()).toEqual(page);
      const text = store.revisions.at(-1) ?? "";
      for (const { secret } of [old, fresh]) expect(text.split(secret.split("\n")[2] ?? "").length).toBeLessThan(3);
      expect(text).toContain("# so it is");
      lists.push(values().infrastructure.lambda.sshAuthorizedKeys);
    }
    const both = `${old.publicPart}\n${fresh.publicPart}`;
    expect(lists).toEqual([old.publicPart, both, both, both, both, ...Array(3).fill(fresh.publicPart)]);
    expect(values().infrastructure.lambda.sshPrivateKey).toEqual({ "fn::secret": fresh.secret });
    expect(store.revisions.at(-1)).not.toContain(old.secret.split("\n")[2]);
    expect(page.state).toMatchObject({ step: "idle", login: "b", slots: { b: { createdAt: now.toISOString() } } });
  });

  it("refuses to write over somebody else's change", async () => {
    store.revisions.push(byHand);
    const page = await ledger.read();
    store.revisions.push(byHand.replace("kept", "changed"));
    await expect(ledger.write(page, page.state)).rejects.toThrow(Conflict);
    expect(store.revisions).toHaveLength(2);
  });

  it("makes the environment with its first key, once", async () => {
    await expect(ledger.read()).rejects.toThrow(NothingToRotate);
    const first = { ...old, createdAt: now.toISOString() };
    await ledger.found(first, now);
    expect((await ledger.read()).state).toEqual(atRest(first, now));
    await expect(ledger.found(first, now)).rejects.toThrow("infrastructure.lambda.sshPrivateKey is there already");
  });

  it.each([
    ["a login key of somebody else's", `sshPrivateKey is not the one`, ["infrastructure", "lambda", "sshPrivateKey"]],
    [
      "a third authorised key",
      "sshAuthorizedKeys is not what the rotation wrote",
      ["infrastructure", "lambda", "sshAuthorizedKeys"],
    ],
    ["an unknown step", "does not make sense (step)", ["rotation", "lambdaSshKey", "step"]],
  ])("says what was edited by hand, and shows no value: %s", async (_what, complaint, path) => {
    await ledger.found({ ...old, createdAt: now.toISOString() }, now);
    const document = parseDocument(store.revisions.at(-1) ?? "");
    document.setIn(["values", ...path], path.at(-1) === "sshPrivateKey" ? { "fn::secret": fresh.secret } : "by hand");
    store.revisions.push(document.toString());
    const error: Error = await ledger.read().then(
      () => new Error("read it"),
      (refusal: Error) => refusal,
    );
    expect(error.message).toContain(complaint);
    expect(error.message).toContain("pulumi env version history");
    expect(error.message).not.toContain(fresh.secret.split("\n")[2]);
  });

  it("says when a secret of the other slot is not its public part's any more", async () => {
    await ledger.found({ ...old, createdAt: now.toISOString() }, now);
    const page = await ledger.read();
    const creating = advance(page.state, now, { kind: "asked" }, policy).state;
    await ledger.write(page, advance(creating, now, { kind: "created", ...fresh }, policy).state);
    store.revisions.push((store.revisions.at(-1) ?? "").replace(fresh.secret.split("\n")[3] ?? "", "AAAA"));
    await expect(ledger.read()).rejects.toThrow("holds a secret that does not belong to its public part");
  });

  it("tells of broken YAML without showing it", async () => {
    store.revisions.push(`${byHand}\n  - broken: [`);
    await expect(ledger.read()).rejects.toThrow(/is not YAML \([A-Z_]+ at character \d+\)$/);
  });
});
