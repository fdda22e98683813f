import { credential } from "../credential";

/** What ESC logs in with, in place of stored tokens; the program is handed none of it. */
export const logins = [
  credential("github-app-private-key", {
    service: "github",
    escPath: "infrastructure.github.appPrivateKey",
    // GitHub hands App keys out in PKCS #1.
    shape: { kind: "rsa-private-key", encoding: "pkcs1" },
    consumers: ["esc:gh-login"],
    obtain: "https://www.pulumi.com/docs/esc/providers/login/gh-login/",
  }),
] as const;
