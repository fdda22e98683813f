import type { types } from "@pulumiverse/vercel";
import type { Settings } from "../../config/settings";

/** What an environment variable of Vercel's can be for. */
export type Target = "production" | "preview" | "development";

/** Where deployments of each target reach the MCP gateway. */
export type GatewayOrigins = Readonly<Record<Target, string>>;

export function gatewayOrigins({ domain, previewApi }: Settings["vercel"]): GatewayOrigins {
  const production = `https://api.${domain}`;
  // A developer's own machine: `kubectl port-forward service/mcp-gateway 8080`.
  return { production, preview: previewApi ?? production, development: "http://localhost:8080" };
}

interface ApiRoute {
  readonly target: "production" | "preview";
  readonly route: types.input.ProjectRouteRoute;
}

/**
 * `/api/...` goes to the gateway. A project's rules are for all of its deployments, so the host tells production from
 * previews; each request meets one rule, in whichever order Vercel has them.
 */
export function apiRoutes(domain: string, origins: GatewayOrigins): ApiRoute[] {
  const ownDomain = [{ type: "host", value: domain }];
  const rewrite = (origin: string) => ({ src: "/api/:path*", dest: `${origin}/:path*` });
  return [
    { target: "production", route: { ...rewrite(origins.production), has: ownDomain } },
    { target: "preview", route: { ...rewrite(origins.preview), missings: ownDomain } },
  ];
}
