import { type Props, UNKNOWN } from "../plugin/types";
import { type Fields, flag, integer, list, object, text } from "../table/field";
import { type Connection, VendorRefusal } from "../table/row";
import { asText, isPresent } from "../table/value";
import { answer } from "./rest";

/** The arguments of `new github.Provider`. */
export const providerFields: Fields = {
  appAuth: object({
    id: text({ required: true }),
    installationId: text({ required: true }),
    pemFile: text({ required: true, secret: "shown" }),
  }),
  baseUrl: text({ default: "https://api.github.com/" }),
  cachePath: text(),
  insecure: flag(),
  legacyClient: flag(),
  maxPerPage: integer(),
  maxRetries: integer(),
  organization: text(),
  owner: text(),
  parallelRequests: flag(),
  readDelayMs: integer(),
  retryDelayMs: integer(),
  retryableErrors: list(integer()),
  token: text({ secret: "shown" }),
  writeDelayMs: integer(),
};

/** The account of `owner`; `token` is the one that GitHub knows, if the rehearsal has one. An app is not verified. */
export function connect(args: Props, token: string | undefined): Connection {
  const owner = asText(args.owner) ?? asText(args.organization) ?? "authenticated-user";
  return { scope: `${owner}/`, args, authorize: () => refuseWrong(args, owner, token) };
}

function refuseWrong(args: Props, owner: string, token: string | undefined): void {
  if (args.token === UNKNOWN || args.owner === UNKNOWN || isPresent(args.appAuth)) return;
  const given = asText(args.token);
  const path = `orgs/${owner}`;
  if (given === undefined) throw new VendorRefusal(answer("GET", path, "401 Requires authentication"));
  if (token !== undefined && given !== token) throw new VendorRefusal(answer("GET", path, "401 Bad credentials"));
}
