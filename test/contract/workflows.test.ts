import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { obtain } from "../../toolchain/obtain";
import { ownWorkflows, publishedWorkflow, root } from "../unit/workflows/files";

const folder = mkdtempSync(join(tmpdir(), "workflows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program prints, and whether it failed. */
function run(program: string, args: readonly string[], cwd: string, env = process.env) {
  return new Promise<{ failed: boolean; output: string }>((resolve) => {
    execFile(program, [...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: stdout + stderr });
    });
  });
}

async function actionlint(cwd: string, ...files: readonly string[]) {
  const { actionlint: program = "" } = await obtain(["actionlint"], () => undefined);
  // Without what a machine happens to have beside it, so that it says the same everywhere.
  return run(program, ["-shellcheck=", "-pyflakes=", ...files], cwd);
}

test("actionlint has nothing to say of this project's workflows", async () => {
  const files = ownWorkflows.map(({ file }) => join(".github/workflows", file));
  expect(await actionlint(root, ...files)).toEqual({ failed: false, output: "" });
}, 300_000);

test("actionlint has nothing to say of the workflow that a stack writes, and would notice a mistake", async () => {
  mkdirSync(join(folder, ".github/workflows"), { recursive: true });
  const file = join(".github/workflows", publishedWorkflow.file);
  writeFileSync(join(folder, file), publishedWorkflow.text);
  expect(await actionlint(folder, file)).toEqual({ failed: false, output: "" });
  writeFileSync(join(folder, file), publishedWorkflow.text.replace("matrix.server", "matrix.sever"));
  expect((await actionlint(folder, file)).output).toContain('property "sever" is not defined');
}, 300_000);

test("each sophia command that a workflow runs is there, with its options", async () => {
  const scripts = ownWorkflows.flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps));
  const used = scripts.flatMap(({ run = "" }) => [...run.matchAll(/ sophia -- ([a-z ]*[a-z])(.*)/g)]);
  expect(used).not.toHaveLength(0);
  const seen = used.map(async ([, command = "", rest = ""]) => {
    const help = await run(process.execPath, ["cli/sophia.cjs", ...command.split(" "), "--help"], root);
    expect(help.output).toContain(`Usage: sophia ${command} `);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help.output, command).toContain(option);
  });
  await Promise.all(seen);
}, 60_000);

test("Pulumi takes --override-env from the variable that the preview of prod sets", async () => {
  const { pulumi = "" } = await obtain(["pulumi"], () => undefined);
  const env = {
    ...process.env,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "of no account",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  writeFileSync(join(folder, "Pulumi.yaml"), "name: overriding\nruntime: yaml\n");
  writeFileSync(join(folder, "Pulumi.test.yaml"), "environment:\n  - sophia-infra/prod\n");
  await run(pulumi, ["stack", "init", "test"], folder, env);
  const preview = ["preview", "--stack", "test", "--non-interactive"];
  const { output } = await run(pulumi, preview, folder, { ...env, PULUMI_OPTION_OVERRIDE_ENV: "malformed" });
  expect(output).toContain('invalid --override-env value "malformed"');
});
