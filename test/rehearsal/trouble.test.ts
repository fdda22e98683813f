import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { Sophia } from "./sophia";

/** In order: each leaves the rehearsal as the next one needs it. */
describe("trouble with a rehearsal", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());

  it("is told in one line where a command or a stack is unknown, with exit code 2", async () => {
    expect((await sophia.run(["upp"], 2)).stderr).toMatch(/unknown command 'upp'.*Did you mean up\?/s);
    expect((await sophia.run(["rehearse", "qa"], 2)).stderr).toMatch(/'qa' is invalid.*staging, prod/s);
    expect((await sophia.run(["env"], 1)).stderr).toMatch(/no sandbox is running\n.*npm run local/);
  });

  it("stops at Ctrl-C with a whole state, refuses a second command meanwhile, and goes on when run again", async () => {
    const { child, ended } = sophia.start("up");
    await expect.poll(() => sophia.printed, { timeout: 90_000 }).toContain("snowflake-database created");
    const second = await sophia.run(["preview"], 1);
    expect(second.stderr).toMatch(/another sophia command \(process \d+\) is at work on the local rehearsal/);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("interrupted; the state is whole"),
    });
    await sophia.run(["up"]);
    expect((await sophia.run(["preview"])).stdout).toMatch(/^plan: \d+ unchanged$/m);
  });

  it("is mended by the next command where the sandbox was killed with -9: same addresses, same worlds, empty plan", async () => {
    const { process: sandbox } = sophia.sandbox().address;
    process.kill(sandbox.pid, "SIGKILL");
    await sleep(200);
    expect((await sophia.run(["preview"])).stdout).toMatch(/^plan: \d+ unchanged$/m);
  });

  it("names the port that another program has taken, and changes nothing", async () => {
    await sophia.run(["stop"]);
    const { ports } = JSON.parse(readFileSync(join(sophia.folder, "ports.json"), "utf8")) as { ports: { ssh: number } };
    const other = createServer().listen(ports.ssh, "127.0.0.1");
    const { stderr } = await sophia.run(["up"], 1);
    other.close();
    expect(stderr).toContain(
      `port ${ports.ssh} on 127.0.0.1, this rehearsal's own for ssh, is taken by another program`,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    await sophia.run(["preview"]);
  });

  it("shows no stack trace for a vendor's refusal, names the resource, and the next run converges", async () => {
    await sophia.sandbox().call("POST", "faults", { vendor: "vercel", operation: "read *", kind: "refuse", times: 50 });
    const { stderr } = await sophia.run(["refresh"], 1);
    expect(stderr).toMatch(/vercel-project: .*refuse/);
    expect(stderr).not.toMatch(/\n\s+at /);
    await sophia.sandbox().call("DELETE", "faults");
    await sophia.run(["refresh"]);
  });
});
