import { credential } from "../credential";
import { token } from "../shapes";

/** Hosts, code, images, and what the MCP server infrastructure asks. */
export const infrastructure = [
  credential("lambda-api-key", {
    service: "lambda-labs",
    escPath: "infrastructure.lambda.apiKey",
    shape: token("secret_", "url", 32, 200),
    consumers: ["provider:lambda"],
    obtain: "https://cloud.lambda.ai/api-keys",
  }),
  credential("lambda-ssh-private-key", {
    service: "lambda-labs",
    escPath: "infrastructure.lambda.sshPrivateKey",
    shape: { kind: "ssh-private-key" },
    consumers: ["ssh"],
    obtain: "https://docs.lambda.ai/public-cloud/console/",
    rotation: { by: "sophia", adapter: "lambda-ssh-key" },
  }),
  credential("github-token", {
    service: "github",
    escPath: "infrastructure.github.token",
    shape: token(["ghs_", "ghp_", "github_pat_"], "url", 36, 250),
    consumers: ["provider:github"],
    obtain: "https://www.pulumi.com/docs/esc/providers/login/gh-login/",
    rotation: { by: "login", login: "gh-login" },
    // It ends after an hour by itself; a day is the least that the policy counts.
    maximumAgeDays: 1,
  }),
  // A server that runs for weeks can't live on a login's token of one hour.
  credential("github-personal-access-token", {
    service: "github",
    escPath: "infrastructure.github.personalAccessToken",
    shape: token(["github_pat_", "ghp_"], "url", 36, 250),
    consumers: ["mcp-server:infrastructure"],
    obtain: "https://github.com/settings/personal-access-tokens",
  }),
  credential("container-registry-token", {
    service: "docker",
    escPath: "infrastructure.docker.registryToken",
    shape: token("", "url", 32, 250),
    consumers: ["provider:docker", "github-environment"],
    obtain: "https://github.com/settings/tokens",
  }),
  credential("pulumi-access-token", {
    service: "pulumi",
    escPath: "infrastructure.pulumi.accessToken",
    shape: token("pul-", "hex", 40, 40),
    consumers: ["mcp-server:infrastructure"],
    obtain: "https://app.pulumi.com/account/tokens",
  }),
] as const;
