import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Implementation } from "../../../components/dynamic/implementation";
import { madeOnce } from "../../../components/dynamic/madeOnce";
import { makeHostKey } from "../../../components/dynamic/makers";
import { filesystems } from "../../../components/lambda/filesystemProvider";
import { firewallRulesets } from "../../../components/lambda/firewallRulesetProvider";
import { globalFirewall } from "../../../components/lambda/globalFirewallProvider";
import { gpuHosts } from "../../../components/lambda/gpuHostProvider";
import { sshKeys } from "../../../components/lambda/sshKeyProvider";
import { Process, Vendor } from "./vendor";

/** What some version of the providers has left in a stack's state; added to, never changed. */
const recorded = z.object({
  kind: z.string(),
  about: z.string(),
  id: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
});

const folder = join(__dirname, "states");
const states = readdirSync(folder).map((file) => recorded.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))));

let process: Process;

beforeEach(() => {
  process = new Process(new Vendor());
});

function implementation(kind: string): Implementation {
  const [account, say] = [process.account(), process.say];
  const kinds: Record<string, () => Implementation> = {
    GpuHost: () => gpuHosts(account, async () => undefined, say),
    SshKey: () => sshKeys(account, say),
    Filesystem: () => filesystems(account, say),
    FirewallRuleset: () => firewallRulesets(account, say),
    GlobalFirewall: () => globalFirewall(account),
    HostKey: () => madeOnce("HostKey", makeHostKey),
  };
  const make = kinds[kind];
  if (make === undefined) throw new Error(`no provider for the recorded kind ${kind}`);
  return make();
}

describe.each(states)("$kind: $about", ({ kind, id, inputs, outputs }) => {
  it("is still accepted by check, and changed by nothing that is not wanted otherwise", async () => {
    const provider = implementation(kind);
    const checked = await provider.check(inputs, inputs);
    expect(checked.failures).toEqual([]);
    expect(await provider.diff(id, outputs, checked.inputs)).toMatchObject({ changes: false, replaces: [] });
  });

  it("can be read and deleted when it is gone at the vendor", async () => {
    const provider = implementation(kind);
    // What is in the state alone, or in every account, is never gone.
    const read = await provider.read(id, outputs);
    if (["HostKey", "GlobalFirewall"].includes(kind)) expect(read).toMatchObject({ id });
    else expect(read).toEqual({});
    await provider.delete(id, outputs);
  });
});
