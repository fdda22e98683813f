import type { Evaluation } from "../../toolchain/evaluator";
import { json } from "../rest/messages";
import type { AccountRoute, Call, EnvironmentRoute } from "./call";
import { durationOf } from "./opened";
import { type EnvironmentRecord, keyOf, latest, revisionOf } from "./records";
import { Refusal, toApi } from "./refusal";
import { may } from "./rights";
import { UnknownCiphertext } from "./seal";
import { valueAt, valuesOf } from "./values";

/** No environment can have this name. */
const ANONYMOUS = "default/yaml";

/** Evaluates a definition for a token, which must be allowed to open whatever it imports. Errors: 400 with every mistake. */
export async function evaluateFor(
  call: Call,
  root: { readonly name: string; readonly yaml: string },
  options: { readonly check: boolean; readonly showSecrets: boolean },
): Promise<Evaluation> {
  const { esc, token, names } = call;
  const organization = names.org ?? "";
  const clear = (name: string, yaml: string) => openSecrets(call, `${organization}/${name}`, yaml);
  const openable = esc.environments
    .list(organization)
    .filter(({ project, name }) => may(token, "open", organization, `${project}/${name}`));
  const texts = openable.map((record) => [named(record), clear(named(record), latest(record).yaml)]);
  // Sealed secrets of an anonymous document stay so: whoever may read an environment could else open it.
  const own = root.name === ANONYMOUS ? root.yaml : clear(root.name, root.yaml);
  const environments = { ...Object.fromEntries(texts), [root.name]: own };
  const context = {
    pulumi: { user: { login: token.login }, organization: { login: organization }, token: { name: token.name } },
  };
  const evaluation = await esc.opened.evaluate({ environments, root: root.name, context, ...options });
  const errors = evaluation.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw new Refusal(400, "Bad Request: environment definition is invalid", evaluation.diagnostics);
  return evaluation;
}

function openSecrets({ esc }: Call, environment: string, yaml: string): string {
  try {
    return esc.seal.open(yaml, environment);
  } catch (error) {
    if (error instanceof UnknownCiphertext) throw new Refusal(400, "Bad Request: invalid ciphertext");
    throw error;
  }
}

/** Whether `yaml` can be the definition of `name`; gives the warnings. Errors: 400 with every mistake. */
export async function checkDefinition(call: Call, name: string, yaml: string) {
  const { diagnostics } = await evaluateFor(call, { name, yaml }, { check: true, showSecrets: false });
  return diagnostics.map(toApi);
}

async function open(call: Call, of: string, root: { name: string; yaml: string }) {
  const seconds = durationOf(call.request.query.duration ?? "2h");
  const evaluation = await evaluateFor(call, root, { check: false, showSecrets: true });
  return json(200, { id: call.esc.opened.add(of, valuesOf(evaluation, root.name), seconds) });
}

function read({ esc, names, request }: Call, of: string) {
  const values = esc.opened.read(of, names.id ?? "");
  const { property } = request.query;
  return json(200, property === undefined ? { properties: values } : valueAt(values, property));
}

const named = ({ project, name }: EnvironmentRecord) => `${project}/${name}`;

export const OPEN_ROUTES: readonly EnvironmentRoute[] = ["/open", "/versions/{version}/open"].map((path) => ({
  method: "POST",
  path,
  needs: "open",
  run: (call) => {
    const { yaml } = revisionOf(call.environment, call.names.version ?? "latest");
    return open(call, keyOf(call.environment), { name: named(call.environment), yaml });
  },
}));

export const READ_OPEN_ROUTE: EnvironmentRoute = {
  method: "GET",
  path: "/open/{id}",
  needs: "open",
  run: (call) => read(call, keyOf(call.environment)),
};

const ANONYMOUS_ROOT = "/api/esc/environments/{org}/yaml";

export const ANONYMOUS_ROUTES: readonly AccountRoute[] = [
  {
    method: "POST",
    path: `${ANONYMOUS_ROOT}/check`,
    run: async (call) => {
      const showSecrets = call.request.query.showSecrets === "true";
      const root = { name: ANONYMOUS, yaml: call.request.body };
      const evaluation = await evaluateFor(call, root, { check: true, showSecrets });
      return json(200, { properties: valuesOf(evaluation, ANONYMOUS), diagnostics: evaluation.diagnostics.map(toApi) });
    },
  },
  {
    method: "POST",
    path: `${ANONYMOUS_ROOT}/open`,
    run: (call) => open(call, `${call.names.org}/${ANONYMOUS}`, { name: ANONYMOUS, yaml: call.request.body }),
  },
  { method: "GET", path: `${ANONYMOUS_ROOT}/open/{id}`, run: (call) => read(call, `${call.names.org}/${ANONYMOUS}`) },
];
