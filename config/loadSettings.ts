import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { authorizedKeys } from "../credentials/authorizedKeys";
import { programCredentials } from "../credentials/catalogue";
import { mistakesOf } from "./mistakes";
import { type Settings, settingsSchema } from "./settings";

/** The namespace of the project's own configuration keys. */
const namespace = "sophia-infra";

/**
 * The settings of the stack that is being run. Call it before anything is declared: throws a `RunError` that names every
 * mistake with file, path, value and what is allowed.
 */
export function loadSettings(): Settings {
  const stack = pulumi.getStack();
  const parsed = parseSettings(stack, pulumi.runtime.allConfig(), stacksWithSettings());
  if ("settings" in parsed) return parsed.settings;
  throw new pulumi.RunError(parsed.complaint);
}

/** The pure part: `config` is the engine's flat map, values as text; `stacks` those that have a settings file. */
export function parseSettings(
  stack: string,
  config: Readonly<Record<string, string>>,
  stacks: readonly string[],
): { settings: Settings } | { complaint: string } {
  const raw = ownSettings(config);
  if (Object.keys(raw).length === 0) {
    const complaint =
      `Stack "${stack}" has no settings: no Pulumi.${stack}.yaml sets a ${namespace}: key. ` +
      `Stacks that have: ${stacks.join(", ")}. Choose one (pulumi stack select <stack>) or copy its file.`;
    return { complaint };
  }
  const result = settingsSchema.safeParse(raw);
  if (result.success) return { settings: result.data };
  const mistakes = mistakesOf(result.error, raw, namespace);
  const lines = mistakes.map((mistake) => `  Pulumi.${stack}.yaml: ${mistake}`);
  const count = mistakes.length === 1 ? "1 setting is wrong" : `${mistakes.length} settings are wrong`;
  const mend = `Edit the file, or: pulumi config set --stack ${stack} --path '<path>' <value>`;
  return { complaint: [`${count}; nothing was touched.`, ...lines, mend].join("\n") };
}

/** The project's keys without what the ESC environment hands over, structured ones parsed. */
function ownSettings(config: Readonly<Record<string, string>>): Record<string, unknown> {
  const credentials = new Set<string>([...programCredentials, authorizedKeys].map(({ configKey }) => configKey));
  const own = Object.entries(config).flatMap(([key, value]) => {
    const name = key.startsWith(`${namespace}:`) ? key.slice(namespace.length + 1) : undefined;
    return name === undefined || credentials.has(name) ? [] : [[name, structured(value)] as const];
  });
  return Object.fromEntries(own);
}

/** The engine hands structured values over as JSON, plain ones as they are. */
function structured(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function stacksWithSettings(): string[] {
  const root = join(__dirname, "..");
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}
