import { UserError } from "../cli/userError";
import { explainFileError } from "./cache";
import { type Machine, thisMachine } from "./machine";
import { obtainMissing } from "./missing";
import type { Program } from "./program";
import { programs as table } from "./programs";
import type { Progress } from "./progress";
import { search } from "./search";
import { type Failure, unobtained } from "./unobtained";

/**
 * Gives the absolute path of each named program, obtaining what isn't there: on PATH in a version that serves, in the
 * cache, by the vendor's download, built from its Go module. What is obtained stays in the cache; of two runs at once
 * one obtains it and the other waits. An optional program that can't be had is left out of the result.
 *
 * Throws a UserError that names, for every program that can't be had, why each of the ways was closed.
 */
export async function obtain(
  names: readonly string[],
  progress: Progress,
  machine: Machine = thisMachine(),
  all: readonly Program[] = table,
): Promise<Readonly<Record<string, string>>> {
  const wanted = names.map((name) => named(name, all));
  const searches = await Promise.all(wanted.map((program) => search(machine, program, all)));
  const paths: Record<string, string> = {};
  wanted.forEach(({ name }, index) => {
    const found = searches[index]?.found;
    if (found !== undefined) paths[name] = found.path;
  });
  const missing = wanted.filter(({ name }) => paths[name] === undefined);
  if (missing.length === 0) return paths;

  const failures: Failure[] = [];
  const outcomes = await obtainMissing(machine, missing, progress).catch((error: unknown) => {
    throw explainFileError(machine, error);
  });
  for (const { program, path, download, build } of outcomes) {
    if (path !== undefined) paths[program.name] = path;
    else if (program.without !== undefined) progress(`${program.name}: ${download}; ${program.without}`);
    else failures.push({ program, refused: searches[wanted.indexOf(program)]?.refused ?? [], download, build });
  }
  if (failures.length > 0) throw await unobtained(machine, failures);
  return paths;
}

function named(name: string, all: readonly Program[]): Program {
  const program = all.find((one) => one.name === name);
  if (program !== undefined) return program;
  throw new UserError(`there is no program "${name}"; there are: ${all.map((one) => one.name).join(", ")}`);
}
