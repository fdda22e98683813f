import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AttemptFailed } from "../../../ops/rotation/adapter";
import { LambdaSshKey, newSshKey } from "../../../ops/rotation/ssh/lambdaSshKey";
import { canLogIn, type SshDoor } from "../../../ops/rotation/ssh/login";
import { SshHost } from "../command/sshHost";

const [good, other] = [newSshKey(), newSshKey()];
let folder: string;
let host: SshHost;
let door: SshDoor;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "login-"));
  host = new SshHost(folder, { publicKey: good.publicPart });
  await host.start();
  door = { host: "127.0.0.1", port: host.port, user: "ubuntu", hostKey: host.key.publicKey };
});

afterEach(() => {
  host.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a login that tries a key", () => {
  it("tells a key that opens the host from one that does not", async () => {
    expect(await canLogIn(door, good.secret)).toBe(true);
    expect(await canLogIn(door, other.secret)).toBe(false);
  });

  it("tries nothing at a host that shows another key than its own", async () => {
    const stranger = { ...door, hostKey: newSshKey().publicPart };
    await expect(canLogIn(stranger, good.secret)).rejects.toThrow("shows another host key than its own");
  });

  it("says that it could not find out where nobody answers", async () => {
    host.stop();
    await expect(canLogIn(door, good.secret)).rejects.toThrow(AttemptFailed);
  });

  it("goes through a bastion with the key in use, whichever key it tries behind it", async () => {
    const bastion = { ...door, privateKey: good.secret };
    host.names.behind = door.host;
    const behind = { ...door, host: "behind" };
    expect(await canLogIn(behind, good.secret, bastion)).toBe(true);
    expect(await canLogIn(behind, other.secret, bastion)).toBe(false);
    await expect(canLogIn(behind, good.secret, { ...bastion, privateKey: other.secret })).rejects.toThrow("bastion");
    expect(host.forwards).toBe(2);
  });
});

describe("the Lambda SSH key's adapter", () => {
  const stackWith = (doors: SshDoor[]) => ({
    doors: async () => doors.map((one, index) => ({ name: `host-${index}`, door: one })),
    bastion: async () => undefined,
    publish: async () => undefined,
  });

  it("names the hosts that a key opens and those that it does not", async () => {
    const adapter = new LambdaSshKey(stackWith([door, door]));
    expect(await adapter.test(good)).toEqual({ accepted: ["host-0", "host-1"], refused: [] });
    expect(await adapter.unacknowledged(other)).toEqual(["host-0", "host-1"]);
  });

  it("does not take a stack without hosts for one where everything is well", async () => {
    await expect(new LambdaSshKey(stackWith([])).test(good)).rejects.toThrow("no hosts to try it on");
  });
});
