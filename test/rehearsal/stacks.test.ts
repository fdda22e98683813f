import { afterAll, describe, expect, it } from "vitest";
import { Sophia } from "./sophia";

const STEPS = ["sandbox", "preview", "up", "preview again", "refresh", "unprotect", "destroy", "vendors"];

describe("sophia rehearse", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());

  it("plays staging through to empty vendors", async () => {
    const { stdout, stderr } = await sophia.run(["rehearse", "staging", "--json"]);
    const steps = JSON.parse(stdout) as { name: string; ok: boolean; counts: string }[];
    expect(steps.map(({ name }) => name)).toEqual(STEPS);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps.at(-1)?.counts).toBe("every stand-in is empty");
    expect(stderr).toContain("no account is touched");
  });
});
