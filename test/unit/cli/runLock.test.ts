import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RehearsalFolder } from "../../../cli/rehearsal/folder";
import { withRunLock } from "../../../cli/rehearsal/runLock";

describe("the lock of a rehearsal", () => {
  let folder: RehearsalFolder;
  beforeEach(() => {
    folder = new RehearsalFolder("local", mkdtempSync(join(tmpdir(), "lock-")));
  });
  afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

  it("lets one command work at a time and tells the other who it is", async () => {
    await withRunLock(folder, async () => {
      await expect(withRunLock(folder, async () => 1)).rejects.toMatchObject({
        message: `another sophia command (process ${process.pid}) is at work on the local rehearsal`,
        mend: `wait for it, or end it: kill ${process.pid}`,
      });
    });
    expect(await withRunLock(folder, async () => 2)).toBe(2);
  });

  it("is given back when the work fails", async () => {
    await expect(withRunLock(folder, () => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
    expect(existsSync(folder.lockFile)).toBe(false);
  });

  it("is taken over from a dead holder, by one of many that try at once", async () => {
    const child = spawn("true");
    await once(child, "exit");
    writeFileSync(folder.lockFile, JSON.stringify({ pid: child.pid, started: "1", host: hostname() }));
    let inside = 0;
    const work = async () => {
      inside += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return inside;
    };
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => withRunLock(folder, work)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(inside).toBe(1);
  });
});
