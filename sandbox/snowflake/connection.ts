import { type Props, UNKNOWN } from "../plugin/types";
import { type Fields, flag, integer, list, map, object, text } from "../table/field";
import { type Connection, VendorRefusal } from "../table/row";
import { conflictsWith } from "../table/rules";
import { asText } from "../table/value";
import { word } from "./field";

const secret = { secret: "shown" } as const;
const AUTHENTICATORS = [
  "SNOWFLAKE",
  "OAUTH",
  "EXTERNALBROWSER",
  "OKTA",
  "SNOWFLAKE_JWT",
  "TOKENACCESSOR",
  "USERNAMEPASSWORDMFA",
  "PROGRAMMATIC_ACCESS_TOKEN",
  "OAUTH_CLIENT_CREDENTIALS",
  "OAUTH_AUTHORIZATION_CODE",
];

/** The arguments of `new snowflake.Provider`. */
export const providerFields: Fields = {
  accountName: text(),
  authenticator: word(AUTHENTICATORS),
  clientIp: text(),
  clientRequestMfaToken: text(),
  clientStoreTemporaryCredential: text(),
  clientTimeout: integer(),
  disableConsoleLogin: text(),
  disableQueryContextCache: flag(),
  disableTelemetry: flag(),
  driverTracing: text(),
  externalBrowserTimeout: integer(),
  host: text(),
  includeRetryReason: text(),
  insecureMode: flag(),
  jwtClientTimeout: integer(),
  jwtExpireTimeout: integer(),
  keepSessionAlive: flag(),
  loginTimeout: integer(),
  maxRetryCount: integer(),
  ocspFailOpen: text(),
  oktaUrl: text(),
  organizationName: text(),
  params: map(text()),
  passcode: text(),
  passcodeInPassword: flag(),
  password: text(secret),
  port: integer(),
  previewFeaturesEnabled: list(text()),
  privateKey: text(secret),
  privateKeyPassphrase: text(secret),
  profile: text(),
  protocol: text(),
  requestTimeout: integer(),
  role: text(),
  skipTomlFilePermissionVerification: flag(),
  tmpDirectoryPath: text(),
  token: text(secret),
  tokenAccessor: object(
    {
      clientId: text({ required: true, ...secret }),
      clientSecret: text({ required: true, ...secret }),
      redirectUri: text({ required: true, ...secret }),
      refreshToken: text({ required: true, ...secret }),
      tokenEndpoint: text({ required: true, ...secret }),
    },
    secret,
  ),
  useLegacyTomlFile: flag(),
  user: text(),
  validateDefaultParameters: text(),
  warehouse: text(),
};

export const providerRules = [conflictsWith("password", "privateKey", "privateKeyPassphrase")];

/** A session of the driver; `privateKey` is the one that the account knows, if the rehearsal has one. */
export function connect(args: Props, privateKey: string | undefined): Connection {
  return { scope: "", args, authorize: () => refuseWrong(args, privateKey) };
}

/** The driver's and Snowflake's words (gosnowflake's errors.go; Snowflake's key-pair troubleshooting page). */
function refuseWrong(args: Props, privateKey: string | undefined): void {
  const credentials = [args.organizationName, args.accountName, args.user, args.privateKey, args.password, args.token];
  if (credentials.includes(UNKNOWN)) return;
  if (asText(args.accountName) === undefined) throw new VendorRefusal("260000: account is empty");
  if (asText(args.user) === undefined) throw new VendorRefusal("260001: user is empty");
  const given = asText(args.privateKey);
  if (given === undefined) {
    if (asText(args.password) === undefined && asText(args.token) === undefined)
      throw new VendorRefusal("260002: password is empty");
    return;
  }
  if (asText(args.authenticator)?.toUpperCase() !== "SNOWFLAKE_JWT") {
    throw new VendorRefusal(
      '260002: password is empty (a private key is used with authenticator "SNOWFLAKE_JWT" only)',
    );
  }
  if (privateKey !== undefined && given.trim() !== privateKey.trim()) {
    throw new VendorRefusal("390144 (08004): JWT token is invalid.");
  }
}
