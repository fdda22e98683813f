import { describe, expect, it } from "vitest";
import { openGithub } from "./rest";

const VARIABLE = "github:index/actionsVariable:ActionsVariable";
const REPOSITORY = "github:index/repository:Repository";
const variables = "/repos/sophia-ai/sophia-infra/actions/variables";
const issues = "/repos/sophia-ai/sophia-infra/issues";

describe("a variable over REST", () => {
  it("is made once, shown, renamed, changed and deleted", async () => {
    const { call } = await openGithub();
    const variable = { name: "region", value: "eu" };
    expect((await call("POST", variables, variable)).status).toBe(201);
    expect((await call("POST", variables, variable)).body.message).toBe("Already exists - Variable already exists");
    expect((await call("PATCH", `${variables}/REGION`, { name: "PLACE", value: "us" })).status).toBe(204);
    expect((await call("GET", variables)).body).toMatchObject({
      total_count: 1,
      variables: [{ name: "PLACE", value: "us" }],
    });
    expect((await call("DELETE", `${variables}/place`)).status).toBe(204);
    expect((await call("PATCH", `${variables}/PLACE`, { value: "us" })).status).toBe(404);
  });

  it("is refused a name that is taken, one that GitHub does not allow, and more than 48 KB", async () => {
    const { call } = await openGithub();
    await call("POST", variables, { name: "A", value: "a" });
    await call("POST", variables, { name: "B", value: "b" });
    expect((await call("PATCH", `${variables}/A`, { name: "B" })).status).toBe(409);
    expect((await call("GET", `${variables}/A`)).body.value).toBe("a");
    expect((await call("POST", variables, { name: "A-B", value: "a" })).status).toBe(422);
    expect((await call("POST", variables, { name: "C", value: "x".repeat(49_153) })).status).toBe(422);
  });

  it("of an organisation says whom it is for", async () => {
    const { call } = await openGithub();
    const base = "/orgs/sophia-ai/actions/variables";
    expect((await call("POST", base, { name: "A", value: "a" })).status).toBe(422);
    await call("POST", base, { name: "A", value: "a", visibility: "all" });
    expect((await call("PATCH", `${base}/A`, { selected_repository_ids: [1] })).status).toBe(422);
    await call("PATCH", `${base}/A`, { visibility: "selected", selected_repository_ids: [1] });
    expect((await call("GET", `${base}/A`)).body).toMatchObject({ visibility: "selected" });
  });

  it("that is changed by hand shows as drift in the plugin", async () => {
    const { plugin, call } = await openGithub();
    const made = await plugin.create(VARIABLE, { repository: "sophia-infra", variableName: "REGION", value: "eu" });
    await call("PATCH", `${variables}/REGION`, { value: "us" });
    expect(await plugin.drift(made)).toEqual({ value: "update" });
    expect((await call("GET", `${variables}/REGION`)).body.value).toBe("us");
  });
});

describe("an issue", () => {
  it("is opened, found by its label, edited, closed and opened again", async () => {
    const { call } = await openGithub();
    const made = await call("POST", issues, { title: "Drift", body: "a", labels: ["drift", { name: "prod" }] });
    expect(made).toMatchObject({ status: 201, body: { number: 1, state: "open", user: { login: "rehearsal" } } });
    await call("POST", issues, { title: "Other" });
    const numbers = async (query: string) =>
      (await call<{ number: number }[]>("GET", `${issues}?${query}`)).body.map(({ number }) => number);
    expect(await numbers("")).toEqual([2, 1]);
    expect(await numbers("labels=drift,prod")).toEqual([1]);
    expect(await numbers("labels=drift,none")).toEqual([]);
    const closed = (await call("PATCH", `${issues}/1`, { state: "closed", body: null })).body;
    expect(closed).toMatchObject({ state: "closed", state_reason: "completed", body: null, title: "Drift" });
    expect(closed.closed_at).toBe(closed.updated_at);
    expect(await numbers("")).toEqual([2]);
    expect(await numbers("state=closed")).toEqual([1]);
    expect(await numbers("state=all")).toEqual([2, 1]);
    const again = (await call("PATCH", `${issues}/1`, { state: "open" })).body;
    expect(again).toMatchObject({ state: "open", state_reason: "reopened", closed_at: null });
  });

  it.each([
    [{}, "missing_field"],
    [{ title: " " }, "missing_field"],
    [{ title: "a", body: "x".repeat(65_537) }, "custom"],
  ])("is refused where %j is no issue", async (body, code) => {
    const { call } = await openGithub();
    expect(await call("POST", issues, body)).toMatchObject({
      status: 422,
      body: { message: "Validation Failed", errors: [{ resource: "Issue", code }] },
    });
  });

  it("is not to be had where the repository has none, and goes with its repository", async () => {
    const { plugin, call, context } = await openGithub();
    const made = await plugin.create(REPOSITORY, { name: "app", hasIssues: true });
    await call("POST", "/repos/sophia-ai/app/issues", { title: "Drift" });
    await plugin.update(made, { name: "app", hasIssues: false });
    expect((await call("GET", "/repos/sophia-ai/app/issues")).status).toBe(410);
    await plugin.delete(made);
    expect(context.world.collection("github.issue").list()).toEqual([]);
  });
});
