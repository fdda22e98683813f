/** What one MCP server is, from its environment. */
export interface Settings {
  readonly server: string;
  readonly port: number;
  /** By service behind the server: whether its credential is there. */
  readonly services: Readonly<Record<string, boolean>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From MCP_SERVER (a name), MCP_PORT (1 to 65535) and MCP_SERVICES (JSON: by service, the environment variable that has
 * its credential). Throws with every mistake at once; never shows a credential.
 */
export function readSettings(environment: Environment): Settings {
  const { MCP_SERVER: server = "", MCP_PORT: port = "", MCP_SERVICES: services = "" } = environment;
  const variables = readServices(services);
  const mistakes = [
    ...(/^[a-z][a-z0-9-]*$/.test(server)
      ? []
      : [`MCP_SERVER is "${server}"; it should be a name like ai-intelligence`]),
    ...(isPort(port) ? [] : [`MCP_PORT is "${port}"; it should be a number from 1 to 65535`]),
    ...(variables ? [] : ['MCP_SERVICES should be JSON like {"openai":"OPENAI_API_KEY"}']),
  ];
  if (variables === undefined || mistakes.length > 0) throw new Error(mistakes.join("; "));
  const configured = Object.entries(variables).map(([service, name]) => [service, (environment[name] ?? "") !== ""]);
  return { server, port: Number(port), services: Object.fromEntries(configured) };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

function readServices(json: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    return isMap && Object.values(value).every((name) => typeof name === "string")
      ? (value as Record<string, string>)
      : undefined;
  } catch {
    return undefined;
  }
}
