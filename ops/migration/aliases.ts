import type { CredentialId } from "../../credentials/catalogue";

/**
 * Names that the organisation's secrets are likely to have beside a credential's environment variable; the first that
 * fits wins. GitHub allows no secret whose name begins with `GITHUB_`, hence `GH_`.
 */
export const aliases: Readonly<Partial<Record<CredentialId, readonly string[]>>> = {
  "anthropic-api-key": ["CLAUDE_API_KEY", "ANTHROPIC_KEY"],
  "apify-token": ["APIFY_API_TOKEN", "APIFY_API_KEY"],
  "arize-api-key": ["ARIZE_KEY"],
  "container-registry-token": ["GHCR_TOKEN", "GHCR_PAT", "CR_PAT", "REGISTRY_TOKEN"],
  "estuary-refresh-token": ["ESTUARY_REFRESH_TOKEN", "ESTUARY_FLOW_REFRESH_TOKEN"],
  "github-app-private-key": ["GH_APP_PRIVATE_KEY"],
  "github-personal-access-token": ["GH_PERSONAL_ACCESS_TOKEN", "GH_PAT", "GH_TOKEN"],
  "gong-access-key": ["GONG_API_KEY", "GONG_CLIENT_ID"],
  "gong-access-key-secret": ["GONG_API_SECRET", "GONG_CLIENT_SECRET"],
  "hubspot-access-token": ["HUBSPOT_PRIVATE_APP_TOKEN", "HUBSPOT_API_TOKEN", "HUBSPOT_TOKEN"],
  "huggingface-token": ["HUGGINGFACE_TOKEN", "HUGGINGFACE_API_TOKEN", "HUGGINGFACE_API_KEY", "HUGGING_FACE_HUB_TOKEN"],
  "intercom-access-token": ["INTERCOM_TOKEN", "INTERCOM_API_TOKEN"],
  "lambda-api-key": ["LAMBDA_LABS_API_KEY", "LAMBDA_CLOUD_API_KEY", "LAMBDALABS_API_KEY"],
  "lambda-ssh-private-key": ["LAMBDA_LABS_SSH_PRIVATE_KEY", "LAMBDA_LABS_SSH_KEY", "LAMBDA_SSH_KEY"],
  "linear-api-key": ["LINEAR_TOKEN", "LINEAR_API_TOKEN"],
  "openai-api-key": ["OPENAI_KEY", "OPENAI_TOKEN"],
  "openrouter-api-key": ["OPEN_ROUTER_API_KEY", "OPENROUTER_KEY"],
  "phantombuster-api-key": ["PHANTOM_BUSTER_API_KEY"],
  "pinecone-api-key": ["PINECONE_KEY"],
  "pulumi-access-token": ["PULUMI_TOKEN"],
  "retool-access-token": ["RETOOL_API_TOKEN", "RETOOL_API_KEY"],
  "slack-bot-token": ["SLACK_TOKEN", "SLACK_API_TOKEN"],
  "snowflake-private-key": ["SNOWFLAKE_RSA_PRIVATE_KEY", "SNOWFLAKE_PRIVATE_KEY_PEM"],
  "tavily-api-key": ["TAVILY_KEY"],
  "together-ai-api-key": ["TOGETHER_AI_API_KEY", "TOGETHERAI_API_KEY"],
  "twingly-api-key": ["TWINGLY_KEY"],
  "vercel-api-token": ["VERCEL_TOKEN", "VERCEL_ACCESS_TOKEN"],
  "zenrows-api-key": ["ZEN_ROWS_API_KEY"],
};
