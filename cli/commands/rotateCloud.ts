import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { z } from "zod";
import { cloudStore } from "../../ops/esc/cloudStore";
import { AttemptFailed } from "../../ops/rotation/adapter";
import { sshSettings } from "../../ops/rotation/ssh/stackDoors";
import { cloudAccess } from "../escAccess";
import { PROJECT, PROJECT_NAME, type StackName } from "../rehearsal/folder";
import { UserError } from "../userError";
import type { RotationPlace } from "./rotatePlace";

const outputsSchema = z.object({ hosts: z.unknown().optional() });

/**
 * The real stack: Pulumi Cloud's ESC, and plain `pulumi`, as whoever runs this is logged in. `organization`: by default the
 * access token's own.
 */
export function atCloud(stack: StackName, organization?: string): RotationPlace {
  const name = organization === undefined ? stack : `${organization}/${PROJECT_NAME}/${stack}`;
  return {
    stack,
    store: cloudStore(cloudAccess(organization)),
    ssh: () => sshSettings(parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8"))),
    hosts: async () => {
      const { code, output } = await pulumi(["stack", "output", "--json", "--stack", name]);
      if (code !== 0)
        throw new UserError(
          `pulumi can't read the outputs of stack ${name}`,
          `pulumi login; pulumi stack init ${name}, where it is new`,
        );
      return outputsSchema.parse(JSON.parse(output)).hosts;
    },
    up: async () => {
      const { code } = await pulumi(["up", "--stack", name, "--yes", "--skip-preview", "--non-interactive"], true);
      if (code !== 0) throw new AttemptFailed(`pulumi up of stack ${name} ended with exit code ${code}`);
    },
  };
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
