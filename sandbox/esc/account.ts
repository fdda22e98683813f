import { json } from "../rest/messages";
import type { AccountRoute } from "./call";

/** What `pulumi env` asks before it comes to environments. */
export const ACCOUNT_ROUTES: readonly AccountRoute[] = [
  {
    method: "GET",
    path: "/api/user",
    run: ({ token: { login, organization, name } }) => {
      const organizations = [{ githubLogin: organization, name: organization, avatarUrl: "" }];
      return json(200, {
        id: login,
        githubLogin: login,
        name: login,
        email: "",
        avatarUrl: "",
        organizations,
        tokenInfo: { name, organization },
      });
    },
  },
  {
    method: "GET",
    path: "/api/user/organizations/default",
    run: ({ token }) => json(200, { gitHubLogin: token.organization }),
  },
  { method: "GET", path: "/api/capabilities", run: () => json(200, { capabilities: [] }) },
  { method: "GET", path: "/api/cli/version", run: () => json(200, { latestVersion: "", oldestWithoutWarning: "" }) },
];
