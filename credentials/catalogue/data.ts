import { credential } from "../credential";
import { token } from "../shapes";

const consumers = ["mcp-server:data-intelligence"] as const;

/** The data platform, and what the MCP server data-intelligence asks. Where a vendor documents no form, any bearer token will do. */
export const data = [
  credential("snowflake-private-key", {
    service: "snowflake",
    escPath: "data.snowflake.privateKey",
    shape: { kind: "rsa-private-key", encoding: "pkcs8" },
    consumers: ["provider:snowflake"],
    obtain: "https://docs.snowflake.com/en/user-guide/key-pair-auth",
  }),
  credential("pinecone-api-key", {
    service: "pinecone",
    escPath: "data.pinecone.apiKey",
    shape: token("pcsk_", "url", 60, 100),
    obtain: "https://app.pinecone.io/",
    consumers,
  }),
  credential("apify-token", {
    service: "apify",
    escPath: "data.apify.token",
    shape: token("apify_api_", "alphanumeric", 36, 64),
    obtain: "https://console.apify.com/settings/integrations",
    consumers,
  }),
  credential("tavily-api-key", {
    service: "tavily",
    escPath: "data.tavily.apiKey",
    shape: token("tvly-", "url", 32, 80),
    obtain: "https://app.tavily.com/home",
    consumers,
  }),
  credential("airbyte-client-id", {
    service: "airbyte",
    escPath: "data.airbyte.clientId",
    shape: token("", "url", 36, 36),
    obtain: "https://cloud.airbyte.com/",
    consumers,
  }),
  credential("airbyte-client-secret", {
    service: "airbyte",
    escPath: "data.airbyte.clientSecret",
    shape: token("", "alphanumeric", 32, 200),
    obtain: "https://cloud.airbyte.com/",
    consumers,
  }),
  credential("estuary-refresh-token", {
    service: "estuary",
    escPath: "data.estuary.refreshToken",
    environmentVariable: "FLOW_AUTH_TOKEN",
    shape: token("", "bearer", 40, 4000),
    obtain: "https://dashboard.estuary.dev/admin/api",
    consumers,
  }),
  credential("phantombuster-api-key", {
    service: "phantombuster",
    escPath: "data.phantombuster.apiKey",
    shape: token("", "bearer", 32, 200),
    obtain: "https://phantombuster.com/workspace-settings",
    consumers,
  }),
  credential("twingly-api-key", {
    service: "twingly",
    escPath: "data.twingly.apiKey",
    shape: token("", "bearer", 20, 200),
    obtain: "https://developer.twingly.com/",
    consumers,
  }),
  credential("zenrows-api-key", {
    service: "zenrows",
    escPath: "data.zenrows.apiKey",
    shape: token("", "bearer", 32, 200),
    obtain: "https://app.zenrows.com/settings/api-keys",
    consumers,
  }),
] as const;
