import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cloudInit } from "../../components/cluster/cloudInit";
import { planHosts } from "../../components/cluster/hostPlan";
import { sshKeyPair } from "../../credentials/openSsh";
import { findCloudInit } from "./cloudInitSchema";

const PROJECT = join(__dirname, "..", "..");
const template = readFileSync(join(PROJECT, "k8s", "cloud-init.yaml.tpl"), "utf8");
const program = findCloudInit();

/** On a machine without Debian's packages nobody can be asked; CI's has them. */
describe.runIf(program !== undefined)("cloud-init's own schema", () => {
  const folder = mkdtempSync(join(tmpdir(), "cloud-init-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const check = (text: string) => {
    const file = join(folder, "user-data");
    writeFileSync(file, text);
    return program?.("schema", "--config-file", file);
  };
  const hosts = ["local", "staging", "prod"].flatMap((stack) => {
    const { config } = parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8"));
    return planHosts(config["sophia-infra:fleet"].groups, stack);
  });

  it.each(hosts.map((plan) => [plan.name, plan] as const))("accepts the user data of %s", (_name, plan) => {
    const hostKey = sshKeyPair(Buffer.alloc(32, 1), "");
    const text = cloudInit(template, { plan, hostKey, clusterToken: "t", authorizedKeys: [hostKey.publicKey] });
    expect(check(text)).toEqual({ code: 0, output: expect.stringContaining("Valid cloud-config") });
  });

  it("would say what it does not accept", () => {
    const { code, output } = check("#cloud-config\nwrite_files: nothing\nssh_pwauth: {}\n") ?? {};
    expect(code).toBe(1);
    expect(output).toMatch(/write_files.*is not of type 'array'/);
  });
});
