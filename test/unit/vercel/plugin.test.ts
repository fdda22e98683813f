import { describe, expect, it } from "vitest";
import { VARIABLE_SET, vercelPlugin } from "../../../sandbox/vercel/plugin";
import { Driver, sandboxContext, tamper, worldText } from "../table/support";

const PROJECT = "vercel:index/project:Project";
const DOMAIN = "vercel:index/projectDomain:ProjectDomain";
const VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable";
const RECORD = "vercel:index/dnsRecord:DnsRecord";
const EDGE_CONFIG = "vercel:index/edgeConfig:EdgeConfig";
const EDGE_CONFIG_ITEM = "vercel:index/edgeConfigItem:EdgeConfigItem";
const RETENTION = "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention";

async function open(args = {}, accounts = {}) {
  const context = sandboxContext(accounts);
  const plugin = vercelPlugin(context);
  return { context, plugin, driver: await Driver.open(plugin, { apiToken: "t", team: "team_1", ...args }) };
}

async function withProject() {
  const opened = await open();
  const project = await opened.driver.create(PROJECT, { name: "web", framework: "nextjs" });
  return { ...opened, project, projectId: project.id };
}

describe("a project", () => {
  it("gets an id like Vercel's, its team, and Vercel's defaults", async () => {
    const { project, driver } = await withProject();
    expect(project.id).toMatch(/^prj_[0-9A-Za-z]{28}$/);
    expect(project.outputs).toMatchObject({
      teamId: "team_1",
      nodeVersion: "24.x",
      vercelAuthentication: { deploymentType: "standard_protection_new" },
    });
    expect(await driver.drift(project)).toEqual({});
    await expect(driver.create(PROJECT, { name: "web" })).rejects.toThrow(
      'conflict - Project "web" already exists, please use a new name.',
    );
  });

  it("keeps its id when it is renamed", async () => {
    const { project, driver } = await withProject();
    const renamed = await driver.update(project, { name: "site", framework: "nextjs" });
    expect((await driver.read(renamed))?.inputs.name).toBe("site");
  });

  it("shows changed protection as drift, but not what Vercel may choose itself", async () => {
    const { project, driver, context } = await withProject();
    tamper(context, "vercel.project", project.id, {
      framework: "vite",
      nodeVersion: "22.x",
      vercelAuthentication: { deploymentType: "none" },
    });
    expect(await driver.drift(project)).toEqual({ framework: "update", vercelAuthentication: "delete" });
    expect((await driver.read(project))?.outputs.nodeVersion).toBe("22.x");
  });

  it("never has its password in clear, and keeps the one that Pulumi knows", async () => {
    const { driver, context } = await open();
    const passwordProtection = { deploymentType: "all_deployments", password: "canary-4" };
    const made = await driver.create(PROJECT, { name: "web", passwordProtection });
    expect(worldText(context)).not.toContain("canary-4");
    expect((await driver.read(made))?.inputs.passwordProtection).toEqual(passwordProtection);
  });

  it("is refused with what is allowed", async () => {
    const { driver } = await open();
    expect(
      await driver.mistakes(PROJECT, {
        name: "Web",
        framework: "nextjs13",
        vercelAuthentication: { deploymentType: "standardProtectionNew" },
        environments: [{ key: "A", value: "canary" }],
      }),
    ).toEqual([
      expect.stringMatching(/^framework: must be one of container, .*, not "nextjs13"$/),
      'vercelAuthentication.deploymentType: must be one of standard_protection_new, standard_protection, all_deployments, only_preview_deployments, none, not "standardProtectionNew"',
      "environments: is known to the vendor, but not to this stand-in: use ProjectEnvironmentVariable or ProjectEnvironmentVariables",
      "name: may have up to 100 lower-case letters, digits and hyphens",
    ]);
  });

  it("takes with it all that belongs to it", async () => {
    const { driver, project, projectId, context } = await withProject();
    await driver.create(DOMAIN, { projectId, domain: "example.com" });
    await driver.create(VARIABLE, { projectId, key: "A", value: "v", sensitive: false, targets: ["preview"] });
    await driver.create(RETENTION, { projectId, expirationPreview: "1w" });
    await driver.delete(project);
    expect(context.world.counts()).toEqual({});
  });
});

describe("a domain", () => {
  it("belongs to one project, and redirects within it", async () => {
    const { driver, projectId } = await withProject();
    const redirect = { projectId, domain: "www.example.com", redirect: "example.com", redirectStatusCode: 308 };
    await expect(driver.create(DOMAIN, redirect)).rejects.toThrow("Cannot redirect to example.com");
    const apex = await driver.create(DOMAIN, { projectId, domain: "example.com" });
    expect(apex).toMatchObject({ id: "example.com", outputs: { verified: true, verifications: [], teamId: "team_1" } });
    await driver.create(DOMAIN, redirect);
    const other = await driver.create(PROJECT, { name: "other" });
    await expect(driver.create(DOMAIN, { projectId: other.id, domain: "example.com" })).rejects.toThrow(
      "domain_already_in_use - Cannot add example.com since it's already assigned to another project.",
    );
    await expect(driver.create(DOMAIN, { projectId: "prj_x", domain: "example.org" })).rejects.toThrow(
      "Could not find project",
    );
  });

  it("is a lower-case name, with one of four status codes", async () => {
    const { driver, projectId } = await withProject();
    expect(
      await driver.mistakes(DOMAIN, { projectId, domain: "https://Example.com", redirectStatusCode: 303 }),
    ).toEqual([
      "domain: must be a domain name in lower case, e.g. www.example.com",
      "redirectStatusCode: must be one of 301, 302, 307, 308, not 303",
      'redirect: is required with "redirectStatusCode"',
    ]);
  });
});

describe("an environment variable", () => {
  const variable = { key: "API_URL", value: "canary-5", sensitive: false, targets: ["production", "preview"] };

  it("is encrypted where Vercel gives it back, and shows when somebody changed it", async () => {
    const { driver, projectId, context } = await withProject();
    const made = await driver.create(VARIABLE, { ...variable, projectId });
    expect(made.id).toMatch(/^[0-9A-Za-z]{16}$/);
    expect(worldText(context)).not.toContain("canary-5");
    expect((await driver.import(VARIABLE, made.id))?.inputs).toMatchObject({ ...variable, projectId });
    tamper(context, "vercel.env", made.id, { value: "by hand", target: ["preview", "production"] });
    expect(await driver.drift(made)).toEqual({ value: "update" });
    const mended = await driver.update((await driver.read(made)) ?? made, { ...variable, projectId });
    expect(await driver.drift(mended)).toEqual({});
  });

  it("is hashed where it is sensitive: nobody reads it again", async () => {
    const { driver, projectId, context } = await withProject();
    const made = await driver.create(VARIABLE, { ...variable, projectId, sensitive: true });
    const stored = context.world.collection<Record<string, string>>("vercel.env").get(made.id);
    expect(stored).toMatchObject({ type: "sensitive", value_fingerprint: expect.stringMatching(/^sha256:/) });
    expect(stored).not.toHaveProperty("value");
    expect((await driver.read(made))?.inputs.value).toBe("canary-5");
    expect((await driver.import(VARIABLE, made.id))?.inputs).not.toHaveProperty("value");
    expect(await driver.changes(made, { ...variable, projectId })).toEqual({ sensitive: "update-replace" });
  });

  it("has one value for a key on each target and branch", async () => {
    const { driver, projectId } = await withProject();
    const made = await driver.create(VARIABLE, { ...variable, projectId });
    await expect(driver.create(VARIABLE, { ...variable, projectId, targets: ["preview"] })).rejects.toThrow(
      `ENV_CONFLICT - A variable with the name \`API_URL\` already exists for the target preview on branch undefined; ` +
        `the conflicting environment variable ID is ${projectId}/${made.id}`,
    );
    await driver.create(VARIABLE, { ...variable, projectId, targets: ["development"] });
    await driver.create(VARIABLE, { ...variable, projectId, targets: ["preview"], gitBranch: "next" });
  });

  it("can't be sensitive in development, and needs a target", async () => {
    const { driver, projectId } = await withProject();
    expect(
      await driver.mistakes(VARIABLE, { ...variable, projectId, sensitive: true, targets: ["development", "prod"] }),
    ).toEqual([
      'targets[1]: must be one of production, preview, development, not "prod"',
      "targets: a sensitive variable can't have the target development",
    ]);
    expect(await driver.mistakes(VARIABLE, { key: "1", value: "v", projectId })).toEqual([
      "sensitive: is required",
      "key: may have letters, digits and underscores, and not begin with a digit",
      'targets: one of "targets", "customEnvironmentIds" is required',
    ]);
  });
});

describe("a set of environment variables", () => {
  const plain = { key: "PLAIN", value: "canary-6", sensitive: false, targets: ["preview"] };
  const secret = { key: "SECRET", value: "canary-7", sensitive: true, targets: ["production"] };

  it("is one object at Vercel for each variable, with its id", async () => {
    const { driver, projectId, context } = await withProject();
    const made = await driver.create(VARIABLE_SET, { projectId, variables: [plain, secret] });
    expect(made.id).toBe(projectId);
    expect(made.outputs).toMatchObject({ projectId, teamId: "team_1" });
    expect(made.outputs.variables).toMatchObject([plain, secret].map((one) => ({ ...one, id: expect.any(String) })));
    expect(context.world.counts()["vercel.env"]).toBe(2);
    expect(worldText(context)).not.toMatch(/canary-[67]/);
    expect(await driver.drift(made)).toEqual({});
  });

  it("shows each variable that was changed or went, and mends them without touching the others", async () => {
    const { driver, projectId, context } = await withProject();
    const inputs = { projectId, variables: [plain, secret] };
    const made = await driver.create(VARIABLE_SET, inputs);
    const [first, second] = context.world
      .collection("vercel.env")
      .list()
      .map(({ id }) => id);
    tamper(context, "vercel.env", first ?? "", { value: "by hand" });
    expect(await driver.drift(made)).toEqual({ "variables[0].value": "update" });
    context.world.collection("vercel.env").delete(first ?? "");
    const found = await driver.read(made);
    expect(await driver.drift(made)).toMatchObject({ "variables[1]": "add" });
    const mended = await driver.update(found ?? made, inputs);
    expect(await driver.drift(mended)).toEqual({});
    expect(context.world.collection("vercel.env").get(second ?? "")).toBeDefined();
  });

  it("is deleted variable by variable, leaving what is not its own", async () => {
    const { driver, projectId, context } = await withProject();
    const made = await driver.create(VARIABLE_SET, { projectId, variables: [plain, secret] });
    await driver.create(VARIABLE, { ...plain, projectId, key: "OTHER" });
    const fewer = await driver.update(made, { projectId, variables: [secret] });
    expect(context.world.counts()["vercel.env"]).toBe(2);
    await driver.delete(fewer);
    expect(context.world.counts()["vercel.env"]).toBe(1);
  });

  it("names its mistakes by variable", async () => {
    const { driver } = await open();
    const variables = [plain, { ...secret, targets: ["development"] }, { key: "A", value: "v" }];
    expect(await driver.mistakes(VARIABLE_SET, { projectId: "prj_1", variables })).toEqual([
      "variables[1].targets: a sensitive variable can't have the target development",
      "variables[2].sensitive: is required",
      'variables[2].targets: one of "targets", "customEnvironmentIds" is required',
    ]);
  });

  it("that was cut off is found by one of its variables, and completed", async () => {
    const { driver, projectId, plugin } = await withProject();
    const inputs = { projectId, variables: [plain, secret] };
    expect(plugin.findByInputs(VARIABLE_SET, inputs)).toBeUndefined();
    await driver.create(VARIABLE, { ...plain, projectId });
    expect(plugin.findByInputs(VARIABLE_SET, inputs)).toBe(projectId);
    const adopted = { type: VARIABLE_SET, program: inputs, id: projectId, inputs, outputs: {} };
    const found = await driver.read(adopted);
    expect(found?.inputs.variables).toEqual([plain]);
    const completed = await driver.update(found ?? adopted, inputs);
    expect(await driver.drift(completed)).toEqual({});
  });
});

describe("other resources of Vercel", () => {
  it("records have what their type wants", async () => {
    const { driver } = await open();
    const record = { domain: "example.com", name: "", type: "MX", value: "mail.example.com" };
    expect(await driver.mistakes(RECORD, { ...record, ttl: 59 })).toEqual([
      "ttl: must be at least 60, not 59",
      "mxPriority: is required for a record of type MX",
    ]);
    expect(await driver.mistakes(RECORD, { ...record, type: "SRV" })).toEqual([
      "srv: is required for a record of type SRV",
      "value: can't be set on a record of type SRV",
    ]);
    const made = await driver.create(RECORD, { ...record, mxPriority: 10 });
    expect(made.outputs.ttl).toBe(60);
    await expect(driver.create(RECORD, { ...record, mxPriority: 20 })).rejects.toThrow("conflict");
  });

  it("items of an Edge Config are upserted, replaced with any change, and go with it", async () => {
    const { driver, context } = await open();
    const config = await driver.create(EDGE_CONFIG, { name: "flags" });
    const inputs = { edgeConfigId: config.id, key: "beta", valueJson: { on: true, share: 0.5 } };
    const item = await driver.create(EDGE_CONFIG_ITEM, inputs);
    expect(item.id).toBe(`${config.id}/beta`);
    expect(await driver.changes(item, { ...inputs, valueJson: { on: false, share: 0.5 } })).toEqual({
      "valueJson.on": "update-replace",
    });
    await driver.create(EDGE_CONFIG_ITEM, inputs);
    await driver.delete(config);
    expect(context.world.counts()).toEqual({});
  });

  it("a wrong token is refused at the first real call, not in a preview", async () => {
    const accounts = { "vercel-api-token": "right" };
    const wrong = (await open({ apiToken: "wrong" }, accounts)).driver;
    await expect(wrong.create(PROJECT, { name: "web" }, { preview: true })).resolves.toBeDefined();
    await expect(wrong.create(PROJECT, { name: "web" })).rejects.toThrow("forbidden - Not authorized");
    const missing = (await open({ apiToken: undefined }, accounts)).driver;
    await expect(missing.create(PROJECT, { name: "web" })).rejects.toThrow("missing an authentication token");
  });

  it("getProject tells what is there", async () => {
    const { plugin, projectId } = await withProject();
    const connection = await plugin.configure({ apiToken: "t" }, { urn: "u", name: "n" });
    const call = { preview: false, signal: new AbortController().signal };
    const invoke = plugin.invokes?.["vercel:index/getProject:getProject"];
    expect((await invoke?.(connection, { name: "web" }, call))?.outputs).toMatchObject({
      id: projectId,
      framework: "nextjs",
    });
    await expect(invoke?.(connection, { name: "nothing" }, call)).rejects.toThrow("not_found");
  });
});
