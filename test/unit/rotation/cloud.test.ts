import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { atCloud } from "../../../cli/commands/rotateCloud";
import { UserError } from "../../../cli/userError";
import { AttemptFailed } from "../../../ops/rotation/adapter";

let folder: string;

/** A `pulumi` that notes its arguments, prints `output` and ends with `code`. */
function pulumi(output: string, code: number): void {
  const script = `#!/bin/sh\necho "$@" >> "${folder}/asked"\necho '${output}'\nexit ${code}\n`;
  writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cloud-"));
  vi.stubEnv("PATH", folder);
  vi.stubEnv("PULUMI_ACCESS_TOKEN", "made up");
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe("a real stack's rotation", () => {
  it("asks plain pulumi for the hosts and for the up, of the stack in the named organization", async () => {
    pulumi('{"hosts": []}', 0);
    const place = atCloud("staging", "acme");
    expect(await place.hosts()).toEqual([]);
    await place.up();
    expect(readFileSync(join(folder, "asked"), "utf8").trim().split("\n")).toEqual([
      "stack output --json --stack acme/sophia-infra/staging",
      "up --stack acme/sophia-infra/staging --yes --skip-preview --non-interactive",
    ]);
    expect(place.ssh()).toMatchObject({ user: "ubuntu", port: 22 });
  });

  it("tells a stack that was never up, an up that failed and a pulumi that is missing from each other", async () => {
    pulumi("{}", 0);
    expect(await atCloud("staging").hosts()).toBeUndefined();
    pulumi("", 255);
    await expect(atCloud("staging").up()).rejects.toThrow(
      new AttemptFailed("pulumi up of stack staging ended with exit code 255"),
    );
    await expect(atCloud("staging").hosts()).rejects.toThrow(UserError);
    rmSync(join(folder, "pulumi"));
    await expect(atCloud("staging").hosts()).rejects.toThrow("pulumi is not on PATH");
  });
});
