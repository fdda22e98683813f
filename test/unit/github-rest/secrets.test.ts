import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { startGithub } from "../../../sandbox/github/http/start";
import { worldText } from "../table/support";
import { openGithub } from "./rest";

const ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment";
const ORGANIZATION_SECRET = "github:index/actionsOrganizationSecret:ActionsOrganizationSecret";
const organization = "/orgs/sophia-ai/actions/secrets";
const repository = "/repos/sophia-ai/sophia-infra/actions/secrets";
const environment = "/repos/sophia-ai/sophia-infra/environments/prod%3Aeu/secrets";

/** Whether the world's fingerprint is of this value. */
function isOf(stored: unknown, value: string): boolean {
  const [, salt = "", sum] = String(Object(stored).value_fingerprint).split(":");
  return createHash("sha256").update(salt).update(value).digest("hex") === sum;
}

describe("a secret over REST", () => {
  it("is made, changed, shown without its value, and deleted, in each of the three places", async () => {
    const { plugin, call, putSecret } = await openGithub();
    await plugin.create(ENVIRONMENT, { repository: "sophia-infra", environment: "prod:eu" });
    for (const base of [organization, repository, environment]) {
      const more = base === organization ? { visibility: "all" } : {};
      expect(await putSecret(base, "api_key", "canary", more)).toMatchObject({ status: 201, body: {} });
      expect(await putSecret(base, "API_KEY", "canary", more)).toMatchObject({ status: 204 });
      const { body } = await call("GET", base);
      const times = { created_at: "2026-11-20T12:00:00Z", updated_at: "2026-11-20T12:00:01Z" };
      expect(body).toEqual({ total_count: 1, secrets: [{ name: "API_KEY", ...times, ...more }] });
      expect((await call("GET", `${base}/Api_Key`)).body).toEqual(body.secrets[0]);
      expect((await call("DELETE", `${base}/API_KEY`)).status).toBe(204);
      expect((await call("DELETE", `${base}/API_KEY`)).status).toBe(404);
      expect((await call("GET", `${base}/API_KEY`)).body.message).toBe("Not Found");
    }
  });

  it("is really opened, and kept as a fingerprint alone", async () => {
    const { context, putSecret, lines } = await openGithub();
    const value = "canary ключ 🔑\n";
    await putSecret(repository, "A", value);
    const stored = context.world.collection("github.secret").get("sophia-ai/sophia-infra:A");
    expect(isOf(stored, value)).toBe(true);
    expect(worldText(context) + lines.join()).not.toContain("canary");
  });

  it.each([
    ["sealed for another place", async ({ sealed }: Github) => await sealed(organization, "canary")],
    [
      "in clear",
      async ({ sealed }: Github) => ({
        ...(await sealed(repository, "")),
        encrypted_value: Buffer.from("canary").toString("base64"),
      }),
    ],
    ["of another key's id", async ({ sealed }: Github) => ({ ...(await sealed(repository, "canary")), key_id: "1" })],
  ])("is refused where it is %s", async (_, body) => {
    const github = await openGithub();
    const { status, body: answer } = await github.call("PUT", `${repository}/A`, await body(github));
    expect({ status, message: answer.message }).toEqual({
      status: 422,
      message: "Bad request - validation failed due to an improperly encrypted secret",
    });
    expect((await github.call("GET", repository)).body.total_count).toBe(0);
  });

  it("may have 48 KB, to the byte", async () => {
    const { putSecret } = await openGithub();
    expect((await putSecret(repository, "A", "é".repeat(24_576))).status).toBe(201);
    expect((await putSecret(repository, "A", `${"é".repeat(24_576)}x`)).status).toBe(422);
  });

  it("is refused for its name, and for what is no body", async () => {
    const { call, putSecret } = await openGithub();
    expect((await putSecret(repository, "GITHUB_A", "v")).status).toBe(422);
    expect((await putSecret(repository, "1A", "v")).status).toBe(422);
    expect((await call("PUT", `${repository}/A`, "{")).body.message).toBe("Problems parsing JSON");
    expect((await call("PUT", `${repository}/A`, "[]")).status).toBe(400);
    const { status, body } = await call("PUT", `${repository}/A`, { encrypted_value: "canary!", key_id: 5 });
    expect(status).toBe(422);
    expect(body.message).toContain("encrypted_value: ");
    expect(body.message).toContain("key_id: ");
    expect(body.message).not.toContain("canary");
  });

  it("of an organisation says whom it is for", async () => {
    const { call, putSecret, part } = await openGithub();
    expect((await putSecret(organization, "A", "v")).status).toBe(422);
    expect((await putSecret(organization, "A", "v", { visibility: "all", selected_repository_ids: [1] })).status).toBe(
      422,
    );
    expect(
      (await putSecret(organization, "A", "v", { visibility: "selected", selected_repository_ids: [1] })).status,
    ).toBe(201);
    expect((await call("GET", `${organization}/A`)).body).toMatchObject({
      visibility: "selected",
      selected_repositories_url: `${part.facts.endpoint}/orgs/sophia-ai/actions/secrets/A/repositories`,
    });
  });

  it("is on one store with the plugin: what it made is there, and a change by hand shows as drift", async () => {
    const { plugin, call, putSecret } = await openGithub();
    const made = await plugin.create(ORGANIZATION_SECRET, { secretName: "A", value: "v", visibility: "all" });
    expect((await call("GET", `${organization}/A`)).body).toMatchObject({ name: "A", visibility: "all" });
    expect(await plugin.drift(made)).toEqual({});
    await putSecret(organization, "A", "other", { visibility: "private" });
    expect(await plugin.drift(made)).toEqual({ remoteUpdatedAt: "update", visibility: "update" });
    await call("DELETE", `${organization}/A`);
    expect(await plugin.drift(made)).toBe("gone");
  });

  it("of a repository is none of an environment's of the same repository", async () => {
    const { plugin, call, putSecret } = await openGithub();
    await plugin.create(ENVIRONMENT, { repository: "sophia-infra", environment: "prod:eu" });
    await putSecret(environment, "A", "v");
    expect((await call("GET", repository)).body.total_count).toBe(0);
  });

  it("can be sealed for the same key after a restart", async () => {
    const { context, part, call } = await openGithub();
    const before = (await call("GET", `${repository}/public-key`)).body;
    await part.stop();
    const again = await startGithub(context);
    expect((await call("GET", `${repository}/public-key`)).body).toEqual(before);
    await again.stop();
  });
});

type Github = Awaited<ReturnType<typeof openGithub>>;
