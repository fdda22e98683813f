import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../../sandbox/world/clock";
import { FaultHit, type FaultKind, Faults } from "../../../sandbox/world/faults";

const LAUNCH = "POST /instance-operations/launch";

describe("Faults", () => {
  async function call(faults: Faults, vendor = "lambda", operation = LAUNCH) {
    let worked = 0;
    const outcome = await faults.around(vendor, operation, () => ++worked).catch((error: unknown) => error);
    return { worked, failed: outcome instanceof FaultHit };
  }
  function withFault(kind: FaultKind, more: { times?: number; after?: number; delayMs?: number } = {}) {
    const clock = new VirtualClock();
    const faults = new Faults(clock);
    faults.add({ vendor: "lambda", operation: "POST */launch", kind, ...more });
    return { faults, clock };
  }

  it("refuses before the work, once, where nothing else is said", async () => {
    const { faults } = withFault("refuse");
    expect(await call(faults)).toEqual({ worked: 0, failed: true });
    expect(await call(faults)).toEqual({ worked: 1, failed: false });
  });

  it("loses the answer only after the work is done", async () => {
    expect(await call(withFault("drop").faults)).toEqual({ worked: 1, failed: true });
  });

  it("delays by the vendor's time and then does the work", async () => {
    const { faults, clock } = withFault("delay", { delayMs: 5000 });
    expect(await call(faults)).toEqual({ worked: 1, failed: false });
    expect(clock.now()).toBe(5000);
  });

  it("lets the first calls pass, then hits as often as it was told", async () => {
    const { faults } = withFault("rate-limit", { after: 1, times: 2 });
    const failed: boolean[] = [];
    for (let n = 0; n < 4; n++) failed.push((await call(faults)).failed);
    expect(failed).toEqual([false, true, true, false]);
  });

  it("leaves other vendors and other operations alone", async () => {
    const { faults } = withFault("refuse");
    expect((await call(faults, "github")).failed).toBe(false);
    expect((await call(faults, "lambda", "GET /instances")).failed).toBe(false);
    expect((await call(faults)).failed).toBe(true);
  });
});
