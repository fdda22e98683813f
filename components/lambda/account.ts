import type { dynamic } from "@pulumi/pulumi";
import type { LambdaClient } from "./client";
import type { Pacing } from "./pacing";

/** Where a provider method finds its client: nothing is read or loaded before one is wanted. */
export type Account = () => Promise<LambdaClient>;

/**
 * The account of the stack's configuration: the secret `lambdaApiKey`, and `lambda`, JSON with `endpoint` and `pacing`,
 * both optional. Mistakes are told by the first call, not before: `check` and `diff` need no account.
 */
export function accountOf(
  config: Pick<dynamic.Config, "get">,
  load: () => Pick<typeof import("./client"), "LambdaClient">,
): Account {
  let client: LambdaClient | undefined;
  return async () => {
    client ??= connect(config, load().LambdaClient);
    return client;
  };
}

function connect(config: Pick<dynamic.Config, "get">, Client: typeof LambdaClient): LambdaClient {
  const apiKey = config.get("lambdaApiKey");
  if (apiKey === undefined || apiKey === "") {
    throw new Error(
      "E_MISSING_CREDENTIAL: Lambda Cloud's API key is not set: configuration `lambdaApiKey`, which comes from " +
        "`infrastructure.lambda.apiKey` of the stack's ESC environment. Set it, value on standard input, with " +
        "`sophia esc set lambda-api-key --stack <stack>`.",
    );
  }
  return new Client({ apiKey, ...settingsOf(config.get("lambda")) });
}

interface Settings {
  readonly endpoint?: string;
  readonly pacing?: Partial<Pacing>;
}

function settingsOf(written: string | undefined): Settings {
  const problem = (what: string) =>
    new Error(`Configuration \`lambda\` ${what}; it is JSON such as {"endpoint": "https://cloud.lambda.ai"}.`);
  if (written === undefined) return {};
  let settings: unknown;
  try {
    settings = JSON.parse(written);
  } catch {
    throw problem("is not JSON");
  }
  if (typeof settings !== "object" || settings === null) throw problem("is not an object");
  const { endpoint, pacing } = settings as Record<string, unknown>;
  if (endpoint !== undefined && !(typeof endpoint === "string" && URL.canParse(endpoint))) {
    throw problem(`has the endpoint ${JSON.stringify(endpoint)}, which is not a URL`);
  }
  return { endpoint, pacing: pacingOf(pacing, problem) };
}

function pacingOf(pacing: unknown, problem: (what: string) => Error): Partial<Pacing> | undefined {
  if (pacing === undefined) return undefined;
  const names = ["requestMs", "launchMs", "pollMs"];
  const good =
    typeof pacing === "object" &&
    pacing !== null &&
    Object.entries(pacing).every(([name, value]) => names.includes(name) && typeof value === "number" && value >= 0);
  if (!good) throw problem(`has a pacing other than milliseconds for ${names.join(", ")}`);
  return pacing as Partial<Pacing>;
}
