import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { obtainPrograms } from "../../cli/rehearsal/programs";
import { authorizedKeys } from "../../credentials/authorizedKeys";
import { programCredentials } from "../../credentials/catalogue";
import { PROJECT } from "./sophia";

/** Plain `pulumi`, with nothing behind it: no sandbox, no vendor, an empty state. */
const folder = mkdtempSync(join(tmpdir(), "sophia-missing-"));
const project = join(folder, "project");
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const programs = await obtainPrograms((line) => console.log(line));
  const backend = join(folder, "backend");
  for (const path of [project, backend]) mkdirSync(path);
  env = {
    ...process.env,
    PATH: [
      ...[dirname(programs.pulumi), dirname(programs["pulumi-language-nodejs"])],
      ...[join(PROJECT, "node_modules", ".bin"), process.env.PATH],
    ].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "nothing to protect",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  copyFileSync(join(PROJECT, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  await pulumi(project, "stack", "init", "local");
  // As `up` has it where the vault is empty: the committed settings, and no credential.
  const committed = join(PROJECT, "Pulumi.local.yaml");
  copyFileSync(committed, join(project, "Pulumi.local.yaml"));
  env.PULUMI_OPTION_CONFIG_FILE = join(project, "Pulumi.local.yaml");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The time is the promise to whoever waits at a terminal; again where another job has the machine just then.
it("a preview without credentials ends in under 5 s, with every one that is missing", { retry: 2 }, async () => {
  const begun = performance.now();
  const { code, output } = await pulumi(
    PROJECT,
    "preview",
    "--stack",
    "local",
    "--non-interactive",
    "--color",
    "never",
  );
  const seconds = (performance.now() - begun) / 1000;
  expect(code).not.toBe(0);
  for (const { id, escPath } of [...programCredentials, authorizedKeys]) {
    expect(output).toContain(`E_MISSING_CREDENTIAL ${id}: ESC path ${escPath} `);
  }
  expect(output).toContain("set it: sophia esc set openai-api-key --stack local");
  expect(output).not.toMatch(/\n\s+at /);
  expect(seconds).toBeLessThan(5);
});

function pulumi(cwd: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile("pulumi", args, { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}
