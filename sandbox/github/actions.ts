import type { Mistake, Props } from "../plugin/types";
import { flag, text } from "../table/field";
import type { Reference, Shown, Stored } from "../table/row";
import { asText, isPresent } from "../table/value";
import { goTime, joinId } from "./rest";

/** What secrets and variables of GitHub Actions have in common. */

/** GitHub's limit for the value of a secret or a variable, in bytes. */
export const LARGEST_VALUE = 48 * 1024;

export const repository = text({ required: true, forcesReplacement: true });
export const environment = text({ required: true, forcesReplacement: true });
export const destroyOnDrift = flag({ pluginOnly: true });
export const visibility = text({ required: true, oneOf: ["all", "private", "selected"] });

export const createdAt = ({ object }: Shown) => goTime(object.created_at as string);
export const setAt = ({ object }: Shown) => goTime(object.updated_at as string);

export function selectedOnly(inputs: Props): Mistake[] {
  if (!isPresent(inputs.selectedRepositoryIds) || inputs.visibility === "selected") return [];
  const reason = "can't be used without visibility being set to selected";
  return asText(inputs.visibility) === undefined ? [] : [{ property: "selectedRepositoryIds", reason }];
}

/** docs.github.com, "Naming your secrets"; the same for variables. */
export function validName(value: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(value))
    return "may have letters, digits and underscores, and not begin with a digit";
  return value.toUpperCase().startsWith("GITHUB_") ? "must not begin with GITHUB_" : undefined;
}

export function inEnvironment(stored: Stored): Reference[] {
  return [{ collection: "github.environment", id: joinId(String(stored.repository), String(stored.environment)) }];
}
