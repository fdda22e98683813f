import { didYouMean } from "../../config/didYouMean";
import { authorizedKeys } from "../../credentials/authorizedKeys";
import { type CredentialId, catalogue, programCredentials } from "../../credentials/catalogue";
import { escEnvironments, preview, project, stacks } from "../../credentials/environments";
import type { Evaluation, EvaluationDiagnostic, EvaluationRequest } from "../../toolchain/evaluator";
import { type Committed, ImportCycle, inImportOrder } from "./definitions";
import { type Leaf, leavesOf, type Place, placeIn } from "./places";
import { holdsSecret } from "./secrets";

/** A mistake in the files of `esc/`, or between them and the catalogue. */
export interface Problem {
  /** `esc/ai.yaml`; for an environment that is not in git its name. */
  readonly file: string;
  /** From 1; absent where it concerns the whole file. */
  readonly place?: Place;
  readonly message: string;
}

type Evaluate = (request: EvaluationRequest) => Promise<Evaluation>;
type Values = Readonly<Partial<Record<CredentialId, string>>>;

/** The definitions in `esc/`, by name. */
export function committedDefinitions(): Committed[] {
  const { environments } = escEnvironments(stacks[0], {});
  const inGit = Object.entries(environments).filter(([name]) => name.startsWith(`${project}/`));
  return inGit.map(([name, yaml]) => ({ name, yaml }));
}

/**
 * Every mistake, by file and line, without Pulumi Cloud. `values`: a well-formed stand-in for each credential; that each arrives under
 * its own key shows that no two are mixed up.
 */
export async function checkEnvironments(
  evaluate: Evaluate,
  values: Values,
  committed: readonly Committed[] = committedDefinitions(),
): Promise<Problem[]> {
  const problems = [...committed.flatMap(problemsOfFile), ...cyclesIn(committed)];
  const texts = Object.fromEntries(committed.map(({ name, yaml }) => [name, yaml]));
  for (const stack of [...stacks, preview]) {
    const request = escEnvironments(stack, values);
    const environments = { ...request.environments, ...texts };
    const evaluation = await evaluate({ ...request, environments, showSecrets: true });
    problems.push(...evaluation.diagnostics.map(problemOf));
    const yaml = texts[request.root] ?? "";
    const broken = evaluation.diagnostics.some(({ severity }) => severity === "error");
    if (!broken) problems.push(...problemsOfStack(stack, yaml, evaluation, stack === preview ? undefined : values));
  }
  // What is imported by all stacks is reported by each.
  const different = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...different.values()].sort((a, b) => a.file.localeCompare(b.file) || lineOf(a) - lineOf(b));
}

function cyclesIn(committed: readonly Committed[]): Problem[] {
  try {
    inImportOrder(committed);
    return [];
  } catch (error) {
    if (!(error instanceof ImportCycle)) throw error;
    return [{ file: fileOf(error.path[0] ?? ""), message: error.message }];
  }
}

/** `values` undefined: only which keys there are is looked at, for placeholders are neither secret nor anybody's. */
export function problemsOfStack(
  stack: string,
  yaml: string,
  { pulumiConfig }: Pick<Evaluation, "pulumiConfig">,
  values: Values | undefined,
): Problem[] {
  const file = fileOf(`${project}/${stack}`);
  const place = (configKey: string) => placeIn(yaml, ["values", "pulumiConfig", `${project}:${configKey}`]);
  const problems: Problem[] = [];
  for (const { id, configKey, escPath } of programCredentials) {
    const entry = pulumiConfig[`${project}:${configKey}`];
    const key = `${project}:${configKey}`;
    if (entry === undefined) {
      problems.push({ file, message: `pulumiConfig lacks ${key}: \${${escPath}}, where the program looks for ${id}` });
    } else if (values !== undefined && entry.value !== values[id]) {
      problems.push({ file, place: place(configKey), message: `${key} is not ${id}, which is at \${${escPath}}` });
    } else if (values !== undefined && !entry.secret) {
      problems.push({ file, place: place(configKey), message: `${key} is no secret, so it would be shown in clear` });
    }
  }
  const known = [...programCredentials.map(({ configKey }) => configKey), authorizedKeys.configKey];
  const own = Object.keys(pulumiConfig).filter((key) => key.startsWith(`${project}:`));
  for (const configKey of own.map((key) => key.slice(project.length + 1)).filter((key) => !known.includes(key))) {
    const message = `the catalogue knows no ${project}:${configKey}${hint(configKey, known)}`;
    problems.push({ file, place: place(configKey), message });
  }
  return problems;
}

/** What can be seen without evaluating it: secrets, and a group's declarations against the catalogue. */
export function problemsOfFile({ name, yaml }: Committed): Problem[] {
  const file = fileOf(name);
  const group = name.slice(name.indexOf("/") + 1);
  const secrets = holdsSecret(yaml)
    ? [
        {
          file,
          place: placeIn(yaml, "fn::secret"),
          message: "a secret has no place in git: sophia esc set puts it in a vault",
        },
      ]
    : [];
  const expected = [...catalogue, { ...authorizedKeys, group: "infrastructure" }].filter((one) => one.group === group);
  if (expected.length === 0) return secrets;
  const leaves = leavesOf(yaml);
  const declared = new Set(leaves.map(({ path }) => path));
  const lacking = expected.filter(({ escPath }) => !declared.has(escPath));
  return [
    ...secrets,
    ...lacking.map(({ id, escPath }) => ({
      file,
      message: `${escPath} is not declared, where the catalogue has ${id}`,
    })),
    ...leaves.flatMap((leaf) =>
      unknownLeaf(
        file,
        leaf,
        expected.map(({ escPath }) => escPath),
      ),
    ),
  ];
}

/** A credential is declared as empty text; what has a value is a setting. */
function unknownLeaf(file: string, { path, value, place }: Leaf, known: readonly string[]): Problem[] {
  if (value !== "" || known.includes(path)) return [];
  return [{ file, place, message: `the catalogue knows no credential at ${path}${hint(path, known)}` }];
}

function problemOf({ environment = "", line, column, summary, detail }: EvaluationDiagnostic): Problem {
  const place = line === undefined ? undefined : { line, column: column ?? 1 };
  return { file: fileOf(environment), place, message: detail === undefined ? summary : `${summary}: ${detail}` };
}

function fileOf(name: string): string {
  return name.startsWith(`${project}/`) ? `esc/${name.slice(project.length + 1)}.yaml` : name;
}

function hint(typed: string, known: readonly string[]): string {
  const meant = didYouMean(typed, known);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

const lineOf = ({ place }: Problem) => place?.line ?? 0;
