import { Configuration, EscRawApi } from "@pulumi/esc-sdk";
import { z } from "zod";
import { EscFailure } from "./failure";

/** Where ESC is, and as whom it is asked. */
export interface EscAccess {
  /** Pulumi Cloud or a stand-in: `https://api.pulumi.com`, `http://127.0.0.1:21234`. */
  readonly url: string;
  /** Never logged. */
  readonly token: string;
  /** Default: the one that the token's owner has as default. */
  readonly organization?: string;
}

const TIMEOUT_MS = 30_000;

/**
 * Pulumi's SDK for this address. Its convenient `EscApi` drops the port of the address (0.12.4, esc/index.js, constructor:
 * `protocol//hostname`) and hides ETags, so it is the raw one. Answers come as text: axios would parse a definition that
 * happens to be JSON.
 */
export function escClient({ url, token }: EscAccess): EscRawApi {
  const basePath = new URL("/api/esc", url).toString();
  const baseOptions = { timeout: TIMEOUT_MS, transformResponse: (body: unknown) => body };
  return new EscRawApi(new Configuration({ accessToken: token, basePath, baseOptions }));
}

/** The organization to work in. The SDK has no call for this. Errors: `EscFailure`; the token has no organization, or is not accepted. */
export async function organizationOf({ url, token, organization }: EscAccess): Promise<string> {
  if (organization !== undefined) return organization;
  const response = await fetch(new URL("/api/user/organizations/default", url), {
    headers: { authorization: `token ${token}`, accept: "application/vnd.pulumi+8" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new EscFailure(`${url} does not answer`, undefined);
  });
  if (response.status === 401) throw new EscFailure(`${url}: the access token is not accepted`, 401);
  const answer = defaultSchema.safeParse(response.ok ? await response.json() : undefined);
  const named = answer.data?.gitHubLogin ?? "";
  if (named === "")
    throw new EscFailure(`${url} knows no default organization for this token: name one`, response.status);
  return named;
}

const defaultSchema = z.object({ gitHubLogin: z.string() });
