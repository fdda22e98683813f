import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { z } from "zod";
import type { EscAccess } from "../../ops/esc/client";
import { cloudStore } from "../../ops/esc/cloudStore";
import { AttemptFailed } from "../../ops/rotation/adapter";
import { sshSettings } from "../../ops/rotation/ssh/stackDoors";
import { PROJECT, type StackName } from "../rehearsal/folder";
import { UserError } from "../userError";
import type { RotationPlace } from "./rotatePlace";

const outputsSchema = z.object({ hosts: z.unknown().optional() });

/** The real stack: Pulumi Cloud's ESC, and plain `pulumi`, as whoever runs this is logged in. */
export function atCloud(stack: StackName): RotationPlace {
  return {
    stack,
    store: cloudStore(access()),
    ssh: () => sshSettings(parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8"))),
    hosts: async () => {
      const { code, output } = await pulumi(["stack", "output", "--json", "--stack", stack]);
      if (code !== 0)
        throw new UserError(
          `pulumi can't read the outputs of stack ${stack}`,
          `pulumi login; pulumi stack init ${stack}, where it is new`,
        );
      return outputsSchema.parse(JSON.parse(output)).hosts;
    },
    up: async () => {
      const { code } = await pulumi(["up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive"], true);
      if (code !== 0) throw new AttemptFailed(`pulumi up of stack ${stack} ended with exit code ${code}`);
    },
  };
}

/** As the SDK and `pulumi` in CI have it. */
function access(): EscAccess {
  const { PULUMI_ACCESS_TOKEN: token, PULUMI_BACKEND_URL: url = "https://api.pulumi.com" } = process.env;
  if (token === undefined)
    throw new UserError("PULUMI_ACCESS_TOKEN is not set", "make a token in Pulumi Cloud and export it");
  return { url, token };
}

/** What it says goes to standard error; `shown`: what it prints, too. */
async function pulumi(args: readonly string[], shown = false): Promise<{ code: number | null; output: string }> {
  const child = spawn("pulumi", args, { cwd: PROJECT, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", () => reject(new UserError("pulumi is not on PATH", "sophia doctor"))).once("close", resolve);
  });
  if (shown) child.stdout.pipe(process.stderr, { end: false });
  const [output, code] = await Promise.all([text(child.stdout), ended]);
  return { code, output };
}
