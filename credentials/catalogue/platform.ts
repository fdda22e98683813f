import { credential } from "../credential";
import { token } from "../shapes";

/** What users see. */
export const platform = [
  credential("vercel-api-token", {
    service: "vercel",
    escPath: "platform.vercel.apiToken",
    shape: token("", "url", 24, 200),
    consumers: ["provider:vercel"],
    obtain: "https://vercel.com/account/settings/tokens",
  }),
] as const;
