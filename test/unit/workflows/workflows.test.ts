import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { dependencies, scripts } from "../../../package.json";
import { jobs, ownWorkflows, root, steps, workflows } from "./files";

const read = (file: string) => readFileSync(join(root, file), "utf8");
const given = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found);

describe("every workflow", () => {
  it("pins each action by its full commit, names the version, and is of one mind with the others", () => {
    const lines = workflows.flatMap(({ text }) => text.split("\n").filter((line) => /\buses:/.test(line)));
    expect(lines).not.toHaveLength(0);
    for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const pins = new Set(lines.map((line) => line.replace(/^.*uses: /, "")));
    const actions = new Set([...pins].map((pin) => pin.split("@")[0]));
    expect(pins.size).toBe(actions.size);
  });

  it("has no rights of its own; each job has the few that it needs, and a time limit", () => {
    for (const { file, permissions } of workflows) expect(permissions, file).toEqual({});
    for (const { where, job } of jobs) {
      expect(job["timeout-minutes"], where).toBeLessThanOrEqual(90);
      const writes = Object.entries(job.permissions ?? { all: "write" }).filter(([, right]) => right === "write");
      const allowed = where.startsWith("preview.yml") ? ["id-token", "pull-requests"] : ["id-token"];
      for (const [scope] of writes) expect(allowed, where).toContain(scope);
    }
  });

  it("puts no expression into a script, where it could become code", () => {
    expect(steps.filter(({ step }) => step.run !== undefined)).not.toHaveLength(0);
    for (const { where, step } of steps) expect(step.run ?? "", where).not.toContain("${{");
  });

  it("leaves no token in the checkout", () => {
    for (const { where, step } of steps)
      if (step.uses?.startsWith("actions/checkout@")) expect(step.with?.["persist-credentials"], where).toBe(false);
  });

  it("runs no npm script that is not there", () => {
    const used = steps.flatMap(({ step }) => given(step.run ?? "", /npm run (?:--silent )?([\w:]+)/g));
    expect(used).not.toHaveLength(0);
    for (const script of used) expect(Object.keys(scripts)).toContain(script);
  });
});

describe("this project's own workflows", () => {
  it("never run a stranger's code where they log in", () => {
    for (const { file, on, jobs } of ownWorkflows) {
      expect(Object.keys(on), file).not.toContain("pull_request_target");
      expect(Object.keys(on), file).not.toContain("workflow_run");
      const mayLogIn = Object.values(jobs).filter(({ permissions }) => permissions?.["id-token"] === "write");
      for (const job of mayLogIn) {
        // A login is for one environment, whose policies say which branch and whose approval it takes.
        expect(job.environment, file).toBeDefined();
        if (!("pull_request" in on)) continue;
        expect(job.if, file).toContain("github.event.pull_request.head.repo.full_name == github.repository");
        expect(job.if, file).toContain("github.event.pull_request.user.login != 'dependabot[bot]'");
        expect(job.environment, file).toMatch(/-preview$/);
      }
    }
  });

  it("hold no stored secret: only the migration reads any, on standard input", () => {
    const readers = ownWorkflows.filter(({ text }) => /\bsecrets\b\s*[.)[]/.test(text)).map(({ file }) => file);
    expect(readers).toEqual(["migrate.yml"]);
    const [step] = steps.filter(({ step }) => step.env?.SECRETS !== undefined).map(({ step }) => step);
    expect(step?.run).toMatch(/^printf '%s' "\$SECRETS" \| env -u SECRETS /);
  });

  it("log in after the packages' scripts have run, and with a team's token", () => {
    for (const { where, job } of jobs) {
      const login = job.steps.findIndex(({ uses }) => uses?.startsWith("pulumi/auth-actions@"));
      expect(login >= 0, where).toBe(job.permissions?.["id-token"] === "write");
      if (login < 0) continue;
      expect(job.steps.slice(login).filter(({ run }) => run?.includes("npm ci"))).toEqual([]);
      const { "requested-token-type": type, scope } = job.steps[login]?.with ?? {};
      expect(type, where).toBe("urn:pulumi:token-type:access_token:team");
      expect(scope, where).toMatch(/^team:/);
    }
  });

  it("change a stack one at a time, and cut no change off", () => {
    const changing = jobs.filter(({ file }) => ["deploy.yml", "rotate.yml"].includes(file));
    const onStacks = changing.filter(({ job }) => job.permissions?.["id-token"] === "write");
    expect(onStacks).toHaveLength(3);
    for (const { where, job } of onStacks) {
      expect(job.concurrency?.group, where).toMatch(/^stack-/);
      expect(job.concurrency?.["cancel-in-progress"], where).toBe(false);
    }
  });

  it("use the Pulumi of package.json", () => {
    const versions = steps.flatMap(({ step }) => (step.uses?.startsWith("pulumi/actions@") ? [step.with] : []));
    expect(versions).not.toHaveLength(0);
    for (const given of versions) expect(given?.["pulumi-version"]).toBe(dependencies["@pulumi/pulumi"]);
  });

  it("preview prod with the environment that can only read, in place of prod's own", () => {
    const overrides = steps.flatMap(({ step }) => step.env?.PULUMI_OPTION_OVERRIDE_ENV ?? []);
    expect(overrides).toHaveLength(1);
    const [whole = "", replacement = ""] = overrides[0]?.split("=") ?? [];
    expect(parse(read("Pulumi.prod.yaml")).environment).toContain(whole);
    expect(existsSync(join(root, "esc", `${replacement.replace("sophia-infra/", "")}.yaml`))).toBe(true);
  });

  it("use no environment, runner or team that docs/operations.md does not tell how to make", () => {
    const docs = read("docs/operations.md");
    const spread = (name: string) =>
      /matrix|inputs/.test(name) ? ["staging", "prod"].map((stack) => name.replace(/\$\{\{.*?\}\}/, stack)) : [name];
    const names = jobs
      .filter(({ file }) => ownWorkflows.some((own) => own.file === file))
      .flatMap(({ job }) => [
        ...spread(job.environment ?? ""),
        ...spread(job["runs-on"]),
        ...job.steps.flatMap(({ with: inputs }) => spread(String(inputs?.scope ?? "").replace("team:", ""))),
      ]);
    for (const name of new Set(names))
      if (name !== "" && !name.startsWith("ubuntu-")) expect(docs).toContain(`\`${name}\``);
  });
});

it("Pulumi writes workflows to main as the App that it logs in as", () => {
  const { governs } = parse(read("Pulumi.prod.yaml")).config["sophia-infra:github"];
  expect(String(governs.app)).toBe(parse(read("esc/infrastructure.yaml")).values.infrastructure.github.appId);
});
