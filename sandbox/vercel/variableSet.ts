import { differences } from "../plugin/differences";
import { type Call, type Existing, type Props, UNKNOWN, type Value } from "../plugin/types";
import { aligned, forcesReplacement, withUnsaid } from "../table/aligned";
import { check } from "../table/check";
import { type Fields, object, secretPaths, set, text } from "../table/field";
import { findByInputs } from "../table/identity";
import { type Bench, kindOf } from "../table/kind";
import type { CompositeKind } from "../table/plugin";
import type { Connection } from "../table/row";
import { asList, asProps, asText } from "../table/value";
import { teamId } from "./rest";
import { projectEnvironmentVariable, variableFields, variableRules } from "./variables";

export const variableSetFields: Fields = {
  projectId: text({ required: true, forcesReplacement: true }),
  teamId: teamId(),
  variables: set(object({ ...variableFields, id: text({ computed: true }) }, { rules: variableRules }), {
    required: true,
  }),
};

/** Several variables of one project as one resource: each is an object of its own at Vercel. */
export function variableSet(bench: Bench): CompositeKind {
  const single = kindOf(projectEnvironmentVariable, bench);

  async function make(connection: Connection, inputs: Props, variable: Props, call: Call): Promise<Props> {
    const { id } = await single.create(connection, ofProject(inputs, variable), call);
    return { ...variable, id: call.preview ? UNKNOWN : id };
  }

  function find(connection: Connection, inputs: Props, variable: Props): string | undefined {
    const view = bench.objects.view(connection, bench.clock.now());
    return findByInputs(projectEnvironmentVariable, bench.shape, ofProject(inputs, variable), view);
  }

  return {
    secretOutputs: secretPaths(variableSetFields),

    async check(_connection, news) {
      return check(variableSetFields, [], news);
    },

    async diff(_connection, olds, news) {
      const now = aligned(variableSetFields, olds.inputs, withUnsaid(variableSetFields, olds, news));
      return { changes: differences(olds.inputs, now, forcesReplacement(variableSetFields)) };
    },

    async create(connection, inputs, call) {
      const variables: Props[] = [];
      for (const variable of variablesOf(inputs)) variables.push(await make(connection, inputs, variable, call));
      return { id: asText(inputs.projectId) ?? "", outputs: shown(connection, inputs, variables) };
    },

    async read(connection, id, known, call) {
      if (known === undefined || bench.objects.get(connection, "vercel.project", id) === undefined) return undefined;
      const wanted = variablesOf("variables" in known.outputs ? known.outputs : known.inputs);
      const found: { inputs: Props; outputs: Props }[] = [];
      for (const variable of wanted) {
        const oneId = asText(variable.id) ?? find(connection, known.inputs, variable);
        const existing = existingOf(known.inputs, { ...variable, id: oneId });
        const one = await single.read(connection, existing.id, existing, call);
        if (one !== undefined) found.push({ inputs: alone(one.inputs), outputs: { ...alone(one.inputs), id: one.id } });
      }
      const inputs = { ...known.inputs, variables: found.map((one) => one.inputs) };
      const variables = found.map((one) => one.outputs);
      return { id, inputs, outputs: shown(connection, inputs, variables) };
    },

    async update(connection, olds, news, call) {
      const left = variablesOf(olds.outputs);
      const wanted = variablesOf(news).map((variable) => ({ variable, old: takeSame(left, variable) }));
      for (const variable of left)
        if (!call.preview) await single.delete(connection, existingOf(olds.inputs, variable), call);
      const variables: Props[] = [];
      for (const { variable, old } of wanted) {
        if (old === undefined) variables.push(await make(connection, news, variable, call));
        else {
          await single.update(connection, existingOf(olds.inputs, old), ofProject(news, variable), call);
          variables.push({ ...variable, id: old.id });
        }
      }
      return shown(connection, news, variables);
    },

    async delete(connection, olds, call) {
      for (const variable of variablesOf(olds.outputs))
        await single.delete(connection, existingOf(olds.inputs, variable), call);
    },

    // One of them is enough: the others are then missing from a refresh, and made by the next update.
    findByInputs(connection, inputs) {
      const isThere = variablesOf(inputs).some((variable) => find(connection, inputs, variable) !== undefined);
      return isThere ? asText(inputs.projectId) : undefined;
    },
  };
}

function shown({ args }: Connection, inputs: Props, variables: readonly Props[]): Props {
  return { teamId: args.team, ...inputs, variables };
}

function variablesOf(props: Props): Props[] {
  return asList(props.variables).map(asProps);
}

function ofProject({ projectId, teamId: team }: Props, { id: _id, ...variable }: Props): Props {
  return { ...variable, projectId, teamId: team };
}

/** What one variable's resource would have, without what the whole set says. */
function alone({ projectId: _project, teamId: _team, ...variable }: Props): Props {
  return variable;
}

function existingOf(inputs: Props, variable: Props): Existing {
  const of = ofProject(inputs, variable);
  return { id: asText(variable.id) ?? "", inputs: of, outputs: of };
}

/** Takes out of `left` the variable that `wanted` goes on from: the same key, targets, branch and sensitivity. */
function takeSame(left: Props[], wanted: Props): Props | undefined {
  const index = left.findIndex((old) => nameOf(old) === nameOf(wanted));
  return index < 0 ? undefined : left.splice(index, 1)[0];
}

function nameOf({ key, gitBranch, sensitive, targets, customEnvironmentIds }: Props): string {
  const sorted = (values: Value | undefined) => asList(values).map(String).sort();
  return JSON.stringify([key, gitBranch, sensitive, sorted(targets), sorted(customEnvironmentIds)]);
}
