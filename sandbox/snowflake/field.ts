import { type Field, text } from "../table/field";

/** The provider's `"true"`, `"false"` or nothing, which it writes as `"default"`; Snowflake has a boolean. */
export function booleanText(vendorDefault: "true" | "false", details: Partial<Field> = {}): Field {
  const codec = {
    toVendor: (value: unknown) => value === "true",
    fromVendor: (value: unknown) => String(value === true),
  };
  return text({ oneOf: ["true", "false"], unsetAs: "default", vendorDefault, codec, ...details });
}

/** One of Snowflake's words, in any case. */
export function word(oneOf: readonly string[], details: Partial<Field> = {}): Field {
  return text({ oneOf, anyCase: true, ...details });
}

const SIZES: Readonly<Record<string, readonly string[]>> = {
  XSMALL: ["XSMALL", "X-SMALL"],
  SMALL: ["SMALL"],
  MEDIUM: ["MEDIUM"],
  LARGE: ["LARGE"],
  XLARGE: ["XLARGE", "X-LARGE"],
  XXLARGE: ["XXLARGE", "X2LARGE", "2X-LARGE"],
  XXXLARGE: ["XXXLARGE", "X3LARGE", "3X-LARGE"],
  X4LARGE: ["X4LARGE", "4X-LARGE"],
  X5LARGE: ["X5LARGE", "5X-LARGE"],
  X6LARGE: ["X6LARGE", "6X-LARGE"],
};

/** A warehouse's size, in any of the spellings that Snowflake takes. */
export function size(vendorDefault: string, details: Partial<Field> = {}): Field {
  const same = (one: unknown, other: unknown) => canonicalSize(one) === canonicalSize(other);
  return word(Object.values(SIZES).flat(), { vendorDefault, same, ...details });
}

function canonicalSize(value: unknown): string {
  const given = String(value).toUpperCase();
  return Object.keys(SIZES).find((size) => SIZES[size]?.includes(given)) ?? given;
}
