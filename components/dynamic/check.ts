import type { dynamic } from "@pulumi/pulumi";
import { isObject, type Properties, UNKNOWN } from "./implementation";

/** Says what is wrong with a value, or nothing. Each reads after the property's name: "must be ...". */
export type Rule = (value: unknown) => string | undefined;

/** Every mistake in `inputs` at once: broken rules, and properties that no rule is for. Unknown values pass. */
export function failures(
  kind: string,
  rules: Readonly<Record<string, Rule>>,
  inputs: Properties,
): dynamic.CheckFailure[] {
  const names = Object.keys(rules);
  const broken = names.flatMap((property) => {
    const reason = inputs[property] === UNKNOWN ? undefined : rules[property]?.(inputs[property]);
    return reason === undefined ? [] : [{ property, reason: located(property, reason) }];
  });
  const strangers = Object.keys(inputs).filter((property) => property !== "__provider" && !names.includes(property));
  const reason = (property: string) => `${property} is not an input of ${kind}: ${names.join(", ")}`;
  return [...broken, ...strangers.map((property) => ({ property, reason: reason(property) }))];
}

export function optional(rule: Rule): Rule {
  return (value) => (value === undefined || value === null ? undefined : rule(value));
}

/** A string of so many characters that matches; `says` is the pattern in words. A `hidden` value is never shown. */
export function text(limits: { min?: number; max: number; pattern?: RegExp; says?: string; hidden?: boolean }): Rule {
  const { min = 1, max, pattern, says = "", hidden = false } = limits;
  const wanted = `must be ${min} to ${max} characters${says === "" ? "" : `: ${says}`}`;
  return (value) => {
    const good = typeof value === "string" && value.length >= min && value.length <= max;
    return good && (pattern === undefined || pattern.test(value))
      ? undefined
      : `${wanted}; it is ${shown(value, hidden)}`;
  };
}

/** A text whose content must not be shown. */
export function secretText(maxBytes: number): Rule {
  return (value) => {
    if (typeof value !== "string")
      return `must be text; it is ${value === undefined ? "missing" : `a ${typeof value}`}`;
    const bytes = Buffer.byteLength(value);
    return bytes <= maxBytes ? undefined : `must be at most ${maxBytes} bytes; it is ${bytes}`;
  };
}

export function number(limits: { min: number; max: number; whole?: boolean }): Rule {
  const { min, max, whole = false } = limits;
  return (value) => {
    const good = typeof value === "number" && value >= min && value <= max && (!whole || Number.isInteger(value));
    return good ? undefined : `must be a ${whole ? "whole " : ""}number from ${min} to ${max}; it is ${shown(value)}`;
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value) => {
    const good = typeof value === "string" && allowed.includes(value);
    return good ? undefined : `must be one of ${allowed.join(", ")}; it is ${shown(value)}`;
  };
}

export function list(rule: Rule, limits: { min?: number } = {}): Rule {
  return (value) => {
    if (!Array.isArray(value) || value.length < (limits.min ?? 0)) {
      return `must be a list of at least ${limits.min ?? 0}; it is ${shown(value)}`;
    }
    const problems = value.map((item: unknown, at) => (item === UNKNOWN ? undefined : prefixed(`[${at}]`, rule(item))));
    return joined(problems);
  };
}

/** An object with these properties and no others. */
export function object(rules: Readonly<Record<string, Rule>>): Rule {
  return (value) => {
    if (!isObject(value)) return `must have ${Object.keys(rules).join(", ")}; it is ${shown(value)}`;
    return joined(failures("it", rules, value).map(({ reason }) => `.${reason}`));
  };
}

/** An object of any keys. */
export function map(key: Rule, item: Rule): Rule {
  return (value) => {
    if (!isObject(value)) return `must map names to values; it is ${shown(value)}`;
    const problems = Object.entries(value).flatMap(([name, content]) => [
      prefixed("has a name that", key(name)),
      prefixed(`.${name}`, content === UNKNOWN ? undefined : item(content)),
    ]);
    return joined(problems);
  };
}

function prefixed(prefix: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : located(prefix, reason);
}

/** `rules[1].portRange must be ...`: a reason may begin with the rest of the path. */
function located(where: string, reason: string): string {
  return /^[.[]/.test(reason) ? `${where}${reason}` : `${where} ${reason}`;
}

function joined(reasons: readonly (string | undefined)[]): string | undefined {
  const all = reasons.filter((reason) => reason !== undefined);
  return all.length === 0 ? undefined : all.join("; ");
}

function shown(value: unknown, hidden = false): string {
  if (value === undefined) return "missing";
  const written = JSON.stringify(value);
  if (hidden) return `a ${typeof value} of ${written.length} characters`;
  return written.length > 80 ? `${written.slice(0, 80)}... (${written.length} characters)` : written;
}
