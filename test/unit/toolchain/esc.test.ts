import { spawn } from "node:child_process";
import { crc32 } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { obtain } from "../../../toolchain/obtain";

let program: string;

beforeAll(async () => {
  program = (await obtain(["sophia-esc"], (line) => console.log(line)))["sophia-esc"] ?? "";
}, 300_000);

interface Entry {
  readonly value: unknown;
  readonly secret: boolean;
}

interface Answer {
  readonly properties: Record<string, unknown>;
  readonly secrets: string[];
  readonly unknowns: string[];
  readonly environmentVariables: Record<string, Entry>;
  readonly pulumiConfig: Record<string, Entry>;
  readonly files: Record<string, Entry>;
  readonly diagnostics: Record<string, unknown>[];
}

/** Evaluates the environment `p/root`; what else goes into the request may be given too. */
async function evaluate(environments: Record<string, string>, more: object = {}): Promise<Answer> {
  const { code, stdout, stderr } = await send(
    JSON.stringify({ root: "p/root", environments, showSecrets: true, ...more }),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

function send(request: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(program);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(request);
  });
}

const error = (summary: string, place: object) => expect.objectContaining({ severity: "error", summary, ...place });

test("values come from imports in order, the last one wins, and an environment's own values win over all", async () => {
  const { properties, diagnostics } = await evaluate({
    "p/base": "values: {a: base, b: base, c: base, deep: {x: base, y: base}}",
    "p/one": "imports: [p/base]\nvalues: {b: one, c: one, deep: {y: one}}",
    "p/two": "imports: [p/base]\nvalues: {c: two}",
    "p/root": `imports: [p/one, p/two]\nvalues: {own: '\${c}!'}`,
  });
  // As Pulumi does it: p/two's base comes after p/one's own values, for each import is merged as a whole.
  expect(properties).toEqual({ a: "base", b: "base", c: "two", deep: { x: "base", y: "base" }, own: "two!" });
  expect(diagnostics).toEqual([]);
});

test("secrets are given by path, at every depth, and by entry where any leaf is secret", async () => {
  const answer = await evaluate({
    "p/root": `
values:
  db: {user: u, password: {fn::secret: canary}}
  pulumiConfig:
    plain: 1
    "snowflake:password": \${db.password}
    nested: {list: [a, "x-\${db.password}"], open: true}
  environmentVariables: {USER: "\${db.user}", URL: "https://\${db.password}"}
  files: {KEY: "\${db.password}"}
`,
  });
  expect(answer.secrets).toEqual([
    "db.password",
    "environmentVariables.URL",
    "files.KEY",
    "pulumiConfig.nested.list[1]",
    'pulumiConfig["snowflake:password"]',
  ]);
  expect(answer.pulumiConfig).toEqual({
    plain: { value: 1, secret: false },
    "snowflake:password": { value: "canary", secret: true },
    nested: { value: { list: ["a", "x-canary"], open: true }, secret: true },
  });
  expect(answer.environmentVariables).toEqual({
    USER: { value: "u", secret: false },
    URL: { value: "https://canary", secret: true },
  });
  expect(answer.files).toEqual({ KEY: { value: "canary", secret: true } });
});

test("unless they are asked for, secrets are nowhere in the answer", async () => {
  const text = `values: {s: {fn::secret: canary}, pulumiConfig: {k: 'x\${s}', j: {'fn::toJSON': {s: '\${s}'}}}}`;
  for (const check of [false, true]) {
    const answer = await evaluate({ "p/root": text }, { showSecrets: false, check });
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(answer.pulumiConfig).toEqual({
      k: { value: "[secret]", secret: true },
      j: { value: "[secret]", secret: true },
    });
  }
});

test("a misspelt reference is told with its line, column and path", async () => {
  const { diagnostics, unknowns } = await evaluate({
    "p/base": `values:\n  fine: 1\n  bad: \${fone}\n`,
    "p/root": `imports:\n  - p/base\nvalues:\n  deep:\n    typo: \${deep.nome}\n    name: n\n`,
  });
  expect(diagnostics).toEqual([
    error('unknown property "fone"; did you mean "fine"?', {
      environment: "p/base",
      line: 3,
      column: 10,
      path: "values.bad",
    }),
    error('unknown property "nome"; did you mean "name"?', {
      environment: "p/root",
      line: 5,
      column: 17,
      path: "values.deep.typo",
    }),
  ]);
  expect(unknowns).toEqual(["bad", "deep.typo"]);
});

test("a cycle of imports, and an environment that there isn't, are told where they are imported", async () => {
  const { diagnostics } = await evaluate({ "p/a": "imports: [p/root, none]", "p/root": "imports:\n- p/a\n" });
  expect(diagnostics).toEqual([
    error("cyclic import of p/root", { environment: "p/a", line: 1, column: 11 }),
    error('there is no environment "default/none"; there are: p/a, p/root', {
      environment: "p/a",
      line: 1,
      column: 19,
    }),
  ]);
});

test("an import that the rules don't allow is refused, and nothing of it is seen", async () => {
  const environments = {
    "p/prod": "values: {canary: 1}",
    "p/shared": "imports: [p/prod]",
    "p/root": "imports:\n  - p/shared\n  - p/prod\n",
  };
  const mayImport = { "p/root": ["p/sha*"], "p/*": ["p/root"] };
  const { properties, diagnostics } = await evaluate(environments, { mayImport });
  expect(properties).toEqual({});
  expect(diagnostics).toEqual([
    error("p/shared may not import p/prod; it may import: p/root", { environment: "p/shared", line: 1 }),
    error("p/root may not import p/prod; it may import: p/root, p/sha*", { environment: "p/root", line: 3, column: 5 }),
  ]);
  expect((await evaluate(environments, { mayImport: {} })).diagnostics).toEqual([
    error("p/root may not import p/shared; it may import: nothing", { line: 2 }),
    error("p/root may not import p/prod; it may import: nothing", { line: 3 }),
  ]);
  expect((await evaluate(environments)).properties).toEqual({ canary: 1 });
});

test("what nobody may override stays, and whoever tries is told", async () => {
  const answer = await evaluate({
    "p/base": "values: {name: {fn::final: kept}}",
    "p/root": "imports: [p/base]\nvalues: {name: other}",
  });
  expect(answer.properties).toEqual({ name: "kept" });
  expect(answer.diagnostics).toEqual([
    expect.objectContaining({ severity: "warning", environment: "p/root", line: 2 }),
  ]);
});

test("providers give what the request says, are named where it says nothing, and pass a check unopened", async () => {
  const environments = {
    "p/root": `
values:
  snowflake: {fn::open::snowflake-login: {oidc: {account: a, user: u}}}
  github: {fn::open::gh-login: {owner: o}}
  pulumiConfig: {token: "\${snowflake.token}", account: "\${snowflake.account}"}
`,
  };
  const opened = { "snowflake-login": { account: "a", token: { "fn::secret": "canary" } } };
  const answer = await evaluate(environments, { opened });
  expect(answer.pulumiConfig).toEqual({
    token: { value: "canary", secret: true },
    account: { value: "a", secret: false },
  });
  expect(answer.diagnostics).toEqual([
    error('provider "gh-login" runs in Pulumi Cloud only, and nothing stands in for it here', { line: 4 }),
  ]);
  const checked = await evaluate(environments, { opened, check: true });
  expect(checked.diagnostics).toEqual([]);
  expect(checked.unknowns).toContain("pulumiConfig.token");
});

test("a rotator with a state gives what the request says", async () => {
  const rotate = "{fn::rotate::snowflake-user: {inputs: {targetUser: u}, state: {privateKey: k}}}";
  const { properties, secrets } = await evaluate(
    { "p/root": `values: {user: ${rotate}}` },
    { opened: { "snowflake-user": { user: "u", privateKey: { "fn::secret": "canary" } } } },
  );
  expect(properties).toEqual({ user: { user: "u", privateKey: "canary" } });
  expect(secrets).toEqual(["user.privateKey"]);
});

test("a sealed secret is told, not guessed", async () => {
  const ciphertext = Buffer.from("sealed by Pulumi Cloud");
  const head = Buffer.concat([Buffer.from("escx"), number(1), ciphertext]);
  const sealed = Buffer.concat([head, number(crc32(head))]).toString("base64");
  const { diagnostics, secrets } = await evaluate({ "p/root": `values: {s: {fn::secret: {ciphertext: ${sealed}}}}` });
  expect(diagnostics).toEqual([
    error("decrypting: only Pulumi Cloud can open this sealed secret", { line: 1, path: "values.s" }),
  ]);
  expect(secrets).toEqual(["s"]);
});

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

test("context is read, and the environments' names are the evaluator's own", async () => {
  const text = `values: {who: '\${context.pulumi.user.login}', where: '\${context.rootEnvironment.name}'}`;
  const { properties } = await evaluate({ "p/root": text }, { context: { pulumi: { user: { login: "ann" } } } });
  expect(properties).toEqual({ who: "ann", where: "p/root" });
});

test("a text that is no YAML, or no environment, is told by name; an empty one is empty", async () => {
  expect((await evaluate({ "p/root": "imports: [p/a]", "p/a": "{" })).diagnostics).toEqual([
    error('environment "p/a": yaml: line 1: did not find expected node content', { environment: "p/root", line: 1 }),
  ]);
  expect((await evaluate({ "p/root": "a: [" })).diagnostics).toEqual([
    error('environment "p/root": yaml: line 1: did not find expected node content', { environment: "p/root" }),
  ]);
  expect((await evaluate({ "p/root": "- 1" })).diagnostics).toEqual([
    error("environment must be an object", { line: 1 }),
  ]);
  expect(await evaluate({ "p/root": "" })).toMatchObject({ properties: {}, pulumiConfig: {}, diagnostics: [] });
});

test("a request that is wrong itself ends with one line and another exit code", async () => {
  const requests = {
    "not JSON": "reading the request on stdin",
    '{"roots": "p/root"}': 'unknown field "roots"',
    '{"root": "p/root", "environments": {}}': 'root "p/root" is not among the environments of the request',
    '{"root": "p/a", "environments": {"p/a": ""}, "mayImport": {"[": []}}': 'mayImport: pattern "["',
    '{"root": "p/a", "environments": {"p/a": ""}, "context": {"rootEnvironment": 1}}': "reserved context key",
  };
  for (const [request, message] of Object.entries(requests)) {
    const { code, stdout, stderr } = await send(request);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
});
