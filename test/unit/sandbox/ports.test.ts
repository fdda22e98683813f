import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Ports, PortTaken } from "../../../sandbox/ports";

describe("Ports", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ports-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("gives each purpose a port of its own, the same one after a restart", async () => {
    const first = new Ports(folder);
    const [ssh, lambda] = await Promise.all([first.port("ssh"), first.port("lambda")]);
    expect(ssh).not.toBe(lambda);
    expect(await first.port("ssh")).toBe(ssh);
    const restarted = new Ports(folder);
    expect(await restarted.port("lambda")).toBe(lambda);
    expect(restarted.network).toBe(first.network);
  });

  it("passes over what is in use when it draws, and names what has taken a port since", async () => {
    const drawn = await new Ports(folder).port("ssh");
    const other = createServer().listen(drawn, "127.0.0.1");
    await once(other, "listening");
    await expect(new Ports(folder).port("ssh")).rejects.toEqual(new PortTaken(drawn, "ssh"));
    expect(await new Ports(folder).port("lambda")).not.toBe(drawn);
    other.close();
  });
});
