/** The MCP servers: the port each listens on in the cluster and the services behind it. The same in every stack. */
export const mcpServers = {
  "ai-intelligence": {
    port: 8091,
    services: ["arize", "openrouter", "portkey", "huggingface", "together-ai", "claude", "openai"],
  },
} as const satisfies Readonly<Record<string, { readonly port: number; readonly services: readonly string[] }>>;

export type McpServerName = keyof typeof mcpServers;
