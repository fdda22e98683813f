import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { cloudStore } from "../../ops/esc/cloudStore";
import { AttemptFailed } from "../../ops/rotation/adapter";
import { sshSettings } from "../../ops/rotation/ssh/stackDoors";
import { cloudAccess } from "../escAccess";
import { plainPulumi } from "../plainPulumi";
import { PROJECT, type StackName } from "../rehearsal/folder";
import { UserError } from "../userError";
import type { RotationPlace } from "./rotatePlace";
import { fullName } from "./stack";

const outputsSchema = z.object({ hosts: z.unknown().optional() });

/**
 * The real stack: Pulumi Cloud's ESC, and plain `pulumi`, as whoever runs this is logged in. `organization`: by default the
 * access token's own.
 */
export function atCloud(stack: StackName, organization?: string): RotationPlace {
  const name = fullName({ stack, organization });
  return {
    stack,
    store: cloudStore(cloudAccess(organization)),
    ssh: () => sshSettings(parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8"))),
    hosts: async () => {
      const { code, output } = await plainPulumi(["stack", "output", "--json", "--stack", name]);
      if (code !== 0)
        throw new UserError(
          `pulumi can't read the outputs of stack ${name}`,
          `pulumi login; pulumi stack init ${name}, where it is new`,
        );
      return outputsSchema.parse(JSON.parse(output)).hosts;
    },
    up: async () => {
      const { code } = await plainPulumi(["up", "--stack", name, "--yes", "--skip-preview", "--non-interactive"], {
        shown: true,
      });
      if (code !== 0) throw new AttemptFailed(`pulumi up of stack ${name} ended with exit code ${code}`);
    },
  };
}
