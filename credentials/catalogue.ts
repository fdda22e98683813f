import type { McpServerName } from "../config/mcpServers";
import { type Shape, token } from "./shapes";

/** Who answers for a credential: one group per MCP server, and the platform itself. */
type Group = "ai" | "data" | "infrastructure" | "business" | "platform";

/** Who is handed a credential. */
export type Consumer =
  /** A Pulumi provider of the program. */
  | `provider:${"lambda" | "github" | "vercel" | "snowflake" | "docker"}`
  /** An MCP server, as an environment variable. */
  | `mcp-server:${McpServerName}`
  /** The stack's environment in the application's GitHub repository, as a secret of the environment variable's name. */
  | "github-environment"
  /** Pulumi's way into the hosts. */
  | "ssh";

/** One credential: data only, so that everything about it follows from here. */
export interface Credential {
  readonly id: string;
  readonly group: Group;
  /** What it opens, by the name that the MCP servers' table uses where it is in there. */
  readonly service: string;
  /** Where its value is in the ESC environments. */
  readonly escPath: `${Group}.${string}`;
  /** Its key in the stack's configuration, without the namespace. */
  readonly configKey: string;
  readonly environmentVariable: string;
  readonly shape: Shape;
  readonly consumers: readonly Consumer[];
  /** Where a person gets a new one. */
  readonly obtain: `https://${string}`;
  readonly maximumAgeDays: number;
}

/** Policy: no credential is older. */
const maximumAgeDays = 90;
const aiServer = { consumers: ["mcp-server:ai-intelligence"], maximumAgeDays } as const;

/** Every credential of the platform. */
export const catalogue = [
  {
    id: "arize-api-key",
    group: "ai",
    service: "arize",
    escPath: "ai.arize.apiKey",
    configKey: "arizeApiKey",
    environmentVariable: "ARIZE_API_KEY",
    shape: token("", "url", 16, 200),
    obtain: "https://app.arize.com/",
    ...aiServer,
  },
  {
    id: "openrouter-api-key",
    group: "ai",
    service: "openrouter",
    escPath: "ai.openrouter.apiKey",
    configKey: "openrouterApiKey",
    environmentVariable: "OPENROUTER_API_KEY",
    shape: token("sk-or-", "url", 32, 200),
    obtain: "https://openrouter.ai/settings/keys",
    ...aiServer,
  },
  {
    id: "portkey-api-key",
    group: "ai",
    service: "portkey",
    escPath: "ai.portkey.apiKey",
    configKey: "portkeyApiKey",
    environmentVariable: "PORTKEY_API_KEY",
    shape: token("", "url", 20, 200),
    obtain: "https://app.portkey.ai/api-keys",
    ...aiServer,
  },
  {
    id: "huggingface-token",
    group: "ai",
    service: "huggingface",
    escPath: "ai.huggingface.token",
    configKey: "huggingfaceToken",
    environmentVariable: "HF_TOKEN",
    shape: token("hf_", "alphanumeric", 34, 100),
    obtain: "https://huggingface.co/settings/tokens",
    ...aiServer,
  },
  {
    id: "together-ai-api-key",
    group: "ai",
    service: "together-ai",
    escPath: "ai.togetherAi.apiKey",
    configKey: "togetherAiApiKey",
    environmentVariable: "TOGETHER_API_KEY",
    shape: token("", "url", 32, 200),
    obtain: "https://api.together.ai/settings/api-keys",
    ...aiServer,
  },
  {
    id: "anthropic-api-key",
    group: "ai",
    service: "claude",
    escPath: "ai.claude.apiKey",
    configKey: "anthropicApiKey",
    environmentVariable: "ANTHROPIC_API_KEY",
    shape: token("sk-ant-", "url", 32, 200),
    obtain: "https://platform.claude.com/settings/keys",
    ...aiServer,
  },
  {
    id: "openai-api-key",
    group: "ai",
    service: "openai",
    escPath: "ai.openai.apiKey",
    configKey: "openaiApiKey",
    environmentVariable: "OPENAI_API_KEY",
    shape: token("sk-", "url", 32, 250),
    obtain: "https://platform.openai.com/api-keys",
    ...aiServer,
  },
  {
    id: "snowflake-private-key",
    group: "data",
    service: "snowflake",
    escPath: "data.snowflake.privateKey",
    configKey: "snowflakePrivateKey",
    environmentVariable: "SNOWFLAKE_PRIVATE_KEY",
    shape: { kind: "rsa-private-key" },
    consumers: ["provider:snowflake"],
    obtain: "https://docs.snowflake.com/en/user-guide/key-pair-auth",
    maximumAgeDays,
  },
  {
    id: "lambda-api-key",
    group: "infrastructure",
    service: "lambda-labs",
    escPath: "infrastructure.lambda.apiKey",
    configKey: "lambdaApiKey",
    environmentVariable: "LAMBDA_API_KEY",
    shape: token("secret_", "url", 32, 200),
    consumers: ["provider:lambda"],
    obtain: "https://cloud.lambda.ai/api-keys",
    maximumAgeDays,
  },
  {
    id: "lambda-ssh-private-key",
    group: "infrastructure",
    service: "lambda-labs",
    escPath: "infrastructure.lambda.sshPrivateKey",
    configKey: "lambdaSshPrivateKey",
    environmentVariable: "LAMBDA_SSH_PRIVATE_KEY",
    shape: { kind: "ssh-private-key" },
    consumers: ["ssh"],
    obtain: "https://docs.lambda.ai/public-cloud/console/",
    maximumAgeDays,
  },
  {
    id: "github-token",
    group: "infrastructure",
    service: "github",
    escPath: "infrastructure.github.token",
    configKey: "githubToken",
    environmentVariable: "GITHUB_TOKEN",
    shape: token(["ghp_", "ghs_", "github_pat_"], "url", 36, 250),
    consumers: ["provider:github"],
    obtain: "https://github.com/settings/tokens",
    maximumAgeDays,
  },
  {
    id: "container-registry-token",
    group: "infrastructure",
    service: "docker",
    escPath: "infrastructure.docker.registryToken",
    configKey: "containerRegistryToken",
    environmentVariable: "CONTAINER_REGISTRY_TOKEN",
    shape: token("", "url", 32, 250),
    consumers: ["provider:docker", "github-environment"],
    obtain: "https://github.com/settings/tokens",
    maximumAgeDays,
  },
  {
    id: "vercel-api-token",
    group: "platform",
    service: "vercel",
    escPath: "platform.vercel.apiToken",
    configKey: "vercelApiToken",
    environmentVariable: "VERCEL_API_TOKEN",
    shape: token("", "url", 24, 200),
    consumers: ["provider:vercel"],
    obtain: "https://vercel.com/account/settings/tokens",
    maximumAgeDays,
  },
] as const satisfies readonly Credential[];

export type CredentialId = (typeof catalogue)[number]["id"];

/** Those that `consumer` is handed. */
export function credentialsOf(consumer: Consumer) {
  return catalogue.filter((credential: Credential) => credential.consumers.includes(consumer));
}
