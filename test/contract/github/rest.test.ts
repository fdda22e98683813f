import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { ROUTES } from "../../../sandbox/github/http/api";
import { openGithub, type Reply } from "../../unit/github-rest/rest";

/** An excerpt of GitHub's own description; its `source` says which one. */
const schema = z.custom<Parameters<typeof z.fromJSONSchema>[0]>((value) => typeof value === "object");
const published = z
  .object({
    operations: z.record(
      z.string(),
      z.object({
        query: z.record(z.string(), schema),
        body: schema.optional(),
        answers: z.record(z.string(), schema.nullable()),
        linked: z.boolean(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync("test/contract/github/published.json", "utf8"))).operations;

const asOpenApi = (one: z.infer<typeof schema>) => z.fromJSONSchema(one, { defaultTarget: "openapi-3.0" });

it("answers operations that GitHub has, and no others", () => {
  expect(ROUTES.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(published).sort());
});

it("takes what GitHub's description allows, and answers as it says", async () => {
  const github = await openGithub();
  const environment = { repository: "sophia-infra", environment: "prod" };
  await github.plugin.create("github:index/repositoryEnvironment:RepositoryEnvironment", environment);
  const asked = new Set<string>();
  const names = { org: "sophia-ai", owner: "sophia-ai", repo: "sophia-infra", environment_name: "prod" };

  /** Sends what has to be right by the description, and looks whether the answer is. */
  async function ask(
    operation: string,
    expected: number,
    more: Record<string, string> = {},
    body?: object,
    query = "",
  ) {
    const described = published[operation];
    if (described === undefined) throw new Error(`GitHub has no ${operation}`);
    const [method = "", template = ""] = operation.split(" ");
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => ({ ...names, ...more })[name] ?? "");
    for (const [name] of new URLSearchParams(query)) expect(Object.keys(described.query)).toContain(name);
    if (body !== undefined && described.body !== undefined) asOpenApi(described.body).parse(body);
    const reply: Reply = await github.call(method, query === "" ? path : `${path}?${query}`, body);
    expect({ operation, status: reply.status }).toEqual({ operation, status: expected });
    const answer = described.answers[String(expected)];
    expect(answer).not.toBeUndefined();
    if (answer) asOpenApi(answer).parse(reply.body);
    else expect(reply.body).toBeUndefined();
    asked.add(operation);
    return reply;
  }

  for (const base of Object.keys(published).filter((operation) => operation.endsWith("/secrets"))) {
    const path = base.slice("GET ".length);
    const more = path.startsWith("/orgs") ? { visibility: "selected", selected_repository_ids: [1] } : {};
    const { body: key } = await ask(`GET ${path}/public-key`, 200);
    const real = path.replace(/\{(\w+)\}/g, (_, name: keyof typeof names) => names[name]);
    const sealed = { ...(await github.sealed(real, "value")), ...more };
    expect(sealed.key_id).toBe(key.key_id);
    for (const status of [201, 204]) await ask(`PUT ${path}/{secret_name}`, status, { secret_name: "A" }, sealed);
    await ask(`PUT ${path}/{secret_name}`, 201, { secret_name: "B" }, sealed);
    await ask(`GET ${path}/{secret_name}`, 200, { secret_name: "A" });
    const { headers } = await ask(base, 200, {}, undefined, "per_page=1&page=1");
    expect(headers.has("link")).toBe(published[base]?.linked);
    await ask(`DELETE ${path}/{secret_name}`, 204, { secret_name: "A" });
  }
  for (const base of Object.keys(published).filter((operation) => /^GET .*\/variables$/.test(operation))) {
    const path = base.slice("GET ".length);
    const more = path.startsWith("/orgs") ? { visibility: "selected", selected_repository_ids: [1] } : {};
    for (const name of ["A", "B"]) await ask(`POST ${path}`, 201, {}, { name, value: "v", ...more });
    await ask(`PATCH ${path}/{name}`, 204, { name: "A" }, { value: "w" });
    await ask(`GET ${path}/{name}`, 200, { name: "A" });
    const { headers } = await ask(base, 200, {}, undefined, "per_page=1&page=1");
    expect(headers.has("link")).toBe(published[base]?.linked);
    await ask(`DELETE ${path}/{name}`, 204, { name: "A" });
  }
  const issues = "/repos/{owner}/{repo}/issues";
  for (const title of ["Drift", "Cost"]) {
    await ask(`POST ${issues}`, 201, {}, { title, body: "b", labels: ["drift"], assignees: ["octocat"] });
  }
  await ask(
    `PATCH ${issues}/{issue_number}`,
    200,
    { issue_number: "1" },
    { state: "closed", state_reason: "not_planned" },
  );
  await ask(`GET ${issues}/{issue_number}`, 200, { issue_number: "1" });
  await ask(`GET ${issues}`, 200, {}, undefined, "state=all&labels=drift&per_page=1&page=2");
  expect([...asked].sort()).toEqual(Object.keys(published).sort());
});
