import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endOrphans, spawnProgram, stopProgram } from "../../../sandbox/processes";
import { identify } from "../../../toolchain/processes";

describe("the processes of a rehearsal", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "processes-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are left alone while their owner lives, and end when asked", async () => {
    const child = await spawnProgram({ name: "sleeper", program: "sleep", args: ["60"], folder });
    expect(await endOrphans(folder)).toEqual([]);
    expect(await identify(child.pid ?? 0)).toBeDefined();
    await stopProgram(child);
    expect(await identify(child.pid ?? 0)).toBeUndefined();
  });

  it("are found and ended once their owner was killed with -9, even where they ignore a polite request", async () => {
    const script = `
      const { spawnProgram } = require(${JSON.stringify(join(__dirname, "../../../sandbox/processes"))});
      const args = ["-c", "trap '' TERM; sleep 60 & wait; sleep 60"];
      spawnProgram({ name: "stubborn", program: "sh", args, folder: ${JSON.stringify(folder)} })
        .then((child) => console.log(child.pid));
    `;
    const owner = spawn(process.execPath, ["--require", "tsx/cjs", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = Number(String((await once(owner.stdout, "data"))[0]));
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(await identify(pid)).toBeDefined();
    expect(await endOrphans(folder, 200)).toContain(pid);
    await expect.poll(() => identify(pid)).toBeUndefined();
  });
});
