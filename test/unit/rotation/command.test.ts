import { beforeEach, describe, expect, it } from "vitest";
import { runRotation } from "../../../cli/commands/rotateRun";
import { UserError } from "../../../cli/userError";
import { EscLedger } from "../../../ops/rotation/escLedger";
import { lambdaSshKeyLayout, newSshKey } from "../../../ops/rotation/ssh/lambdaSshKey";
import { atRest, type RotationState } from "../../../ops/rotation/state";
import { MemoryStore } from "./memoryStore";

let store: MemoryStore;
let ups: number;
const ledger = () => new EscLedger(store, "sophia-rotated/staging", lambdaSshKeyLayout);

/** A stack at the vendors, of which only its output `hosts` counts. */
function stack(hosts: unknown) {
  const up = async () => {
    ups += 1;
  };
  return { stack: "staging", store, ssh: () => ({ user: "ubuntu", port: 22 }), hosts: async () => hosts, up };
}

async function refusal(hosts: unknown): Promise<UserError> {
  const error: unknown = await runRotation(stack(hosts), false).catch((thrown: unknown) => thrown);
  if (error instanceof UserError) return error;
  throw new Error(`no UserError: ${String(error)}`);
}

async function at(state: Partial<RotationState>): Promise<void> {
  const now = new Date();
  await ledger().found({ ...newSshKey(), createdAt: now.toISOString() }, now);
  const page = await ledger().read();
  await ledger().write(page, { ...page.state, ...state });
}

beforeEach(() => {
  store = new MemoryStore();
  ups = 0;
});

describe("sophia rotate run", () => {
  it("makes the first key of a stack that was never up, and calls nobody", async () => {
    await runRotation(stack(undefined), false);
    const { state } = await ledger().read();
    expect(state).toEqual(atRest({ ...state.slots.a, secret: expect.any(String) } as never, new Date(state.since)));
    expect(ups).toBe(0);
  });

  it("makes none where hosts let in another key, as nobody could log in any more", async () => {
    expect((await refusal([])).message).toContain("has hosts, which let in another key");
    expect(store.revisions).toEqual([]);
  });

  it("does not bring a stack up that is not up", async () => {
    await at({});
    expect((await refusal(undefined)).mend).toBe("pulumi up --stack staging");
    expect(ups).toBe(0);
  });

  it("does nothing where nothing is due", async () => {
    await at({});
    await runRotation(stack([]), false);
    expect([ups, store.revisions.length]).toEqual([0, 2]);
  });

  it("says what to do where it stopped for a person, and where a new key was withdrawn", async () => {
    await at({ step: "needs-a-person", resumeAt: "promote" });
    expect(await refusal([])).toMatchObject({ mend: "sophia rotate run --stack staging --now" });
    store = new MemoryStore();
    await at({ withdrawals: 1, notBefore: "2099-01-01T00:00:00Z" });
    expect((await refusal([])).message).toContain("was withdrawn; the old one stays in use");
  });

  it("calls a hand's edit what it is, not a mistake of its own", async () => {
    store.revisions.push("values: {infrastructure: {lambda: {sshPrivateKey: {fn::secret: nonsense}}}}");
    expect((await refusal([])).message).toContain("infrastructure.lambda.sshPrivateKey is malformed");
  });
});
