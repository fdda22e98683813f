import { credential } from "../credential";
import { token } from "../shapes";

const consumers = ["mcp-server:business-intelligence"] as const;

/** What the MCP server business-intelligence asks. Where a vendor documents no form, any bearer token will do. */
export const business = [
  credential("retool-access-token", {
    service: "retool",
    escPath: "business.retool.accessToken",
    shape: token("", "bearer", 20, 200),
    obtain: "https://docs.retool.com/retool-api/authentication",
    consumers,
  }),
  credential("linear-api-key", {
    service: "linear",
    escPath: "business.linear.apiKey",
    shape: token("lin_api_", "alphanumeric", 40, 64),
    obtain: "https://linear.app/settings/account/security",
    consumers,
  }),
  credential("slack-bot-token", {
    service: "slack",
    escPath: "business.slack.botToken",
    shape: token("xoxb-", "url", 40, 100),
    obtain: "https://api.slack.com/apps",
    // Workflows tell of what they did.
    consumers: [...consumers, "github-organization"],
  }),
  credential("gong-access-key", {
    service: "gong",
    escPath: "business.gong.accessKey",
    shape: token("", "alphanumeric", 20, 64),
    obtain: "https://app.gong.io/company/api",
    consumers,
  }),
  credential("gong-access-key-secret", {
    service: "gong",
    escPath: "business.gong.accessKeySecret",
    shape: token("", "bearer", 40, 500),
    obtain: "https://app.gong.io/company/api",
    consumers,
  }),
  credential("intercom-access-token", {
    service: "intercom",
    escPath: "business.intercom.accessToken",
    shape: token("", "bearer", 40, 200),
    obtain: "https://app.intercom.com/a/apps/_/developer-hub",
    consumers,
  }),
  // The front end signs its users' identities with it on the server's side. Production alone: a preview of Vercel's runs
  // the code of a pull request.
  credential("intercom-identity-secret", {
    service: "intercom",
    escPath: "business.intercom.identitySecret",
    shape: token("", "bearer", 32, 100),
    obtain: "https://www.intercom.com/help/en/articles/183-set-up-identity-verification-for-web-and-mobile",
    consumers: ["vercel:production"],
  }),
  credential("hubspot-access-token", {
    service: "hubspot",
    escPath: "business.hubspot.accessToken",
    shape: token("pat-", "url", 36, 60),
    obtain: "https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview",
    consumers,
  }),
] as const;
