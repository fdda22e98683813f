import { expect, it } from "vitest";
import { z } from "zod";
import { ROUTES } from "../../sandbox/vercel/http/api";
import { openVercel } from "../unit/vercel-rest/rest";

/**
 * What @vercel/sdk 1.28.35 sends and reads (models/createprojectenvop, editprojectenvop, filterprojectenvsop,
 * getprojectenvop, removeprojectenvop), as far as it is imitated. Its package of 42 MB is none of ours.
 */
const paths = [
  "DELETE /v9/projects/{idOrName}/env/{id}",
  "GET /v1/projects/{idOrName}/env/{id}",
  "GET /v10/projects/{idOrName}/env",
  "PATCH /v9/projects/{idOrName}/env/{id}",
  "POST /v10/projects/{idOrName}/env",
];
const target = z.enum(["production", "preview", "development"]);
/** Strict, so that no name is invented. */
const variable = z.strictObject({
  id: z.string().optional(),
  key: z.string(),
  value: z.string(),
  type: z.enum(["encrypted", "plain", "secret", "sensitive", "system"]),
  target: z.union([z.array(target), target]).optional(),
  customEnvironmentIds: z.array(z.string()).optional(),
  gitBranch: z.string().optional(),
  comment: z.string().optional(),
  decrypted: z.boolean().optional(),
  createdAt: z.number().optional(),
  updatedAt: z.number().optional(),
});
const listed = variable.extend({ securityIssues: z.array(z.enum(["flags-secret-needs-split", "readable-secret"])) });
const list = z.strictObject({ envs: z.array(listed), hiddenProductionEnvCount: z.number() });
/** Without a value where it is sensitive. */
const opened = z.union([variable, variable.omit({ value: true }).required({ decrypted: true })]);
const failure = z.object({ error: z.object({ code: z.string(), message: z.string(), key: z.string().optional() }) });
const created = z.strictObject({ created: z.union([variable, z.array(variable)]), failed: z.array(failure) });

it("answers at the paths that Vercel's SDK calls", () => {
  expect(ROUTES.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(paths);
});

it("answers in forms that Vercel's SDK reads", async () => {
  const { call } = await openVercel();
  const all = "/v10/projects/web/env";
  const given = { key: "A", value: "v", target: ["preview"], gitBranch: "dev", comment: "why" } as const;
  for (const type of ["encrypted", "plain", "sensitive"]) {
    const { body } = await call("POST", all, { ...given, key: type.toUpperCase(), type });
    created.parse(body);
    const id = body.created.id;
    for (const decrypt of ["true", "false"]) {
      list.parse((await call("GET", `${all}?decrypt=${decrypt}`)).body);
    }
    opened.parse((await call("GET", `/v1/projects/web/env/${id}`)).body);
    variable.parse((await call("PATCH", `/v9/projects/web/env/${id}`, { value: "w", gitBranch: null })).body);
    variable.parse((await call("DELETE", `/v9/projects/web/env/${id}`)).body);
  }
  const both = { ...given, type: "plain" };
  created.parse((await call("POST", all, [both, both])).body);
});
