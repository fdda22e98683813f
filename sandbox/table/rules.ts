import type { Props } from "../plugin/types";
import type { Rule } from "./field";
import { isPresent } from "./value";

/** Exactly one of these. */
export function exactlyOneOf(...names: readonly string[]): Rule {
  return (inputs) => [...atLeastOneOf(...names)(inputs), ...atMostOneOf(...names)(inputs)];
}

export function atLeastOneOf(...names: readonly string[]): Rule {
  return (inputs) => {
    if (given(inputs, names).length > 0) return [];
    return [{ property: names[0] ?? "", reason: `one of ${quoted(names)} is required` }];
  };
}

export function atMostOneOf(...names: readonly string[]): Rule {
  return (inputs) => {
    const [first, ...others] = given(inputs, names);
    return others.map((name) => ({
      property: name,
      reason: `conflicts with "${first}"; give only one of ${quoted(names)}`,
    }));
  };
}

/** `name` only together with all of `others`. */
export function requiredWith(name: string, ...others: readonly string[]): Rule {
  return (inputs) => {
    if (!isPresent(inputs[name])) return [];
    const missing = others.filter((other) => !isPresent(inputs[other]));
    return missing.map((other) => ({ property: other, reason: `is required with "${name}"` }));
  };
}

/** `name` not together with any of `others`. */
export function conflictsWith(name: string, ...others: readonly string[]): Rule {
  return (inputs) => {
    if (!isPresent(inputs[name])) return [];
    return given(inputs, others).map((other) => ({ property: name, reason: `conflicts with "${other}"` }));
  };
}

function given(inputs: Props, names: readonly string[]): string[] {
  return names.filter((name) => isPresent(inputs[name]));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
