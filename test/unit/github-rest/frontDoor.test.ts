import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { openGithub, type Reply } from "./rest";

const secrets = "/orgs/sophia-ai/actions/secrets";

describe("GitHub's front door", () => {
  it("wants a token, and one that it knows", async () => {
    const { call } = await openGithub();
    expect(await call("GET", secrets, undefined, "")).toMatchObject({
      status: 401,
      body: { message: "Requires authentication", status: "401" },
    });
    expect((await call("GET", secrets, undefined, "wrong")).body.message).toBe("Bad credentials");
  });

  it("tells a token what permission it lacks, and nothing of what is not its account's", async () => {
    const { call, allow } = await openGithub();
    allow("reader", { organization_secrets: "read" });
    allow("stranger", { organization_secrets: "write", secrets: "write" }, "somebody-else");
    expect((await call("GET", secrets, undefined, "reader")).status).toBe(200);
    const refused = await call("PUT", `${secrets}/A`, {}, "reader");
    expect(refused).toMatchObject({ status: 403, body: { message: "Resource not accessible by integration" } });
    expect(refused.headers.get("x-accepted-github-permissions")).toBe("organization_secrets=write");
    expect((await call("GET", "/repos/sophia-ai/sophia-infra/actions/variables", undefined, "reader")).status).toBe(
      403,
    );
    expect((await call("GET", secrets, undefined, "stranger")).status).toBe(404);
    expect((await call("GET", "/repos/sophia-ai/sophia-infra/actions/secrets", undefined, "stranger")).status).toBe(
      404,
    );
  });

  it("does not know other repositories, environments and paths", async () => {
    const { call } = await openGithub();
    for (const path of [
      "/repos/sophia-ai/other/actions/secrets",
      "/repos/sophia-ai/sophia-infra/environments/none/secrets",
      "/repos/sophia-ai/sophia-infra/%FF",
      "/orgs//actions/secrets",
      "/nothing",
    ]) {
      expect(await call("GET", path)).toMatchObject({ status: 404, body: { message: "Not Found" } });
    }
  });

  it("counts calls, and says so in every answer, until an hour's are used up", async () => {
    const { call, context } = await openGithub();
    const { headers } = await call("GET", secrets);
    expect(headers.get("x-ratelimit-remaining")).toBe("4999");
    expect(headers.get("x-ratelimit-reset")).toBe(String(Date.UTC(2026, 10, 20, 13) / 1000));
    for (let used = 1; used < 5000; used += 500) {
      await Promise.all(Array.from({ length: Math.min(500, 5000 - used) }, () => call("GET", "/nothing")));
    }
    const over = await call("GET", secrets);
    expect(over).toMatchObject({ status: 403, body: { message: expect.stringContaining("API rate limit exceeded") } });
    expect(over.headers.get("x-ratelimit-remaining")).toBe("0");
    await context.clock.sleep(3_600_000);
    expect((await call("GET", secrets)).status).toBe(200);
  });

  it("fails when it is told to", async () => {
    const { call, context } = await openGithub();
    const fault = { vendor: "github", operation: "GET /orgs/{org}/actions/secrets" } as const;
    context.faults.add({ ...fault, kind: "rate-limit" });
    const limited = await call("GET", secrets);
    expect(limited).toMatchObject({ status: 403, body: { message: expect.stringContaining("secondary rate limit") } });
    expect(limited.headers.get("retry-after")).toBe("60");
    context.faults.add({ ...fault, kind: "refuse" });
    expect((await call("GET", secrets)).status).toBe(502);
    context.faults.add({ ...fault, kind: "drop" });
    await expect(call("GET", secrets)).rejects.toThrow("fetch failed");
    expect((await call("GET", secrets)).status).toBe(200);
  });

  it("refuses who does not say what program it is", async () => {
    const { part } = await openGithub();
    const status = await new Promise((resolve, reject) => {
      request(`${part.facts.endpoint}${secrets}`, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it("leads from page to page", async () => {
    const { call, putSecret } = await openGithub();
    const base = "/repos/sophia-ai/sophia-infra/actions/secrets";
    for (let i = 0; i < 7; i += 1) await putSecret(base, `S${i}`, "v");
    const names: string[] = [];
    let next: string | undefined = `${base}?per_page=3`;
    while (next !== undefined) {
      const { headers, body }: Reply = await call("GET", next);
      expect(body.total_count).toBe(7);
      names.push(...body.secrets.map(({ name }) => name));
      next = /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(names).toEqual(["S0", "S1", "S2", "S3", "S4", "S5", "S6"]);
    const middle = (await call("GET", `${base}?per_page=3&page=2`)).headers.get("link");
    expect([...(middle ?? "").matchAll(/page=(\d)>; rel="(\w+)"/g)].map(([, page, rel]) => `${rel} ${page}`)).toEqual([
      "prev 1",
      "next 3",
      "last 3",
      "first 1",
    ]);
    expect((await call("GET", base)).headers.get("link")).toBeNull();
  });
});
