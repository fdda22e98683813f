import { credential } from "../credential";
import { token } from "../shapes";

const consumers = ["mcp-server:ai-intelligence"] as const;

/** What the MCP server ai-intelligence asks. */
export const ai = [
  credential("arize-api-key", {
    service: "arize",
    escPath: "ai.arize.apiKey",
    shape: token("", "url", 16, 200),
    obtain: "https://app.arize.com/",
    consumers,
  }),
  credential("openrouter-api-key", {
    service: "openrouter",
    escPath: "ai.openrouter.apiKey",
    shape: token("sk-or-", "url", 32, 200),
    obtain: "https://openrouter.ai/settings/keys",
    consumers,
  }),
  credential("portkey-api-key", {
    service: "portkey",
    escPath: "ai.portkey.apiKey",
    shape: token("", "url", 20, 200),
    obtain: "https://app.portkey.ai/api-keys",
    consumers,
  }),
  credential("huggingface-token", {
    service: "huggingface",
    escPath: "ai.huggingface.token",
    environmentVariable: "HF_TOKEN",
    shape: token("hf_", "alphanumeric", 34, 100),
    obtain: "https://huggingface.co/settings/tokens",
    // Workflows fetch models with it.
    consumers: [...consumers, "github-organization"],
  }),
  credential("together-ai-api-key", {
    service: "together-ai",
    escPath: "ai.togetherAi.apiKey",
    environmentVariable: "TOGETHER_API_KEY",
    shape: token("", "url", 32, 200),
    obtain: "https://api.together.ai/settings/api-keys",
    consumers,
  }),
  credential("anthropic-api-key", {
    service: "claude",
    escPath: "ai.claude.apiKey",
    shape: token("sk-ant-", "url", 32, 200),
    obtain: "https://platform.claude.com/settings/keys",
    consumers,
  }),
  credential("openai-api-key", {
    service: "openai",
    escPath: "ai.openai.apiKey",
    shape: token("sk-", "url", 32, 250),
    obtain: "https://platform.openai.com/api-keys",
    consumers,
  }),
] as const;
