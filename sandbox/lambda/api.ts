/**
 * Stands in for Lambda Cloud's REST API 1.10. Not imitated: audit events, fabric, tickets, 1-Click Clusters, billing,
 * what the firewall lets through, JupyterLab.
 */
import type { Clock } from "../world/clock";
import { FaultHit, type Faults } from "../world/faults";
import type { World } from "../world/world";
import { type Cloud, openCloud } from "./cloud";
import { type LambdaControl, lambdaControl } from "./control";
import { Refusal } from "./errors";
import { FILESYSTEM_ROUTES } from "./filesystems";
import { FIREWALL_ROUTES } from "./firewall";
import { FrontDoor, tooMany } from "./frontDoor";
import { json, type LambdaAnswer, type LambdaRequest, text } from "./http";
import { INSTANCE_ROUTES } from "./instances";
import { LAUNCH_ROUTE } from "./launch";
import { OFFER_ROUTES } from "./offers";
import type { Route } from "./route";
import { DEFAULT_SETTINGS, type LambdaSettings } from "./settings";
import { SSH_KEY_ROUTES } from "./sshKeys";

const PREFIX = "/api/v1";
const ROUTES: readonly Route[] = [
  LAUNCH_ROUTE,
  ...INSTANCE_ROUTES,
  ...OFFER_ROUTES,
  ...SSH_KEY_ROUTES,
  ...FILESYSTEM_ROUTES,
  ...FIREWALL_ROUTES,
];

export interface LambdaCloud {
  /**
   * Answers one call. Throws `FaultHit` where the answer is to be lost (a fault of kind `drop`): whoever serves this
   * breaks the connection then.
   */
  handle(request: LambdaRequest): Promise<LambdaAnswer>;
  readonly control: LambdaControl;
  readonly cloud: Cloud;
}

/** `settings` replace whole groups of `DEFAULT_SETTINGS`. Errors: no account's key to accept. */
export function lambdaCloud(parts: {
  readonly world: Pick<World, "collection">;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly accounts: Readonly<Record<string, string>>;
  readonly settings?: Partial<LambdaSettings>;
}): LambdaCloud {
  const key = parts.accounts["lambda-api-key"];
  if (key === undefined || key === "") throw new Error('Lambda Cloud stand-in: no account "lambda-api-key" to accept');
  const settings = { ...DEFAULT_SETTINGS, ...parts.settings };
  const cloud = openCloud(parts.world, parts.clock, settings);
  const frontDoor = new FrontDoor(settings.limits);

  async function handle(request: LambdaRequest): Promise<LambdaAnswer> {
    const turnedAway = frontDoor.refuse(request, cloud.time.now());
    if (turnedAway !== undefined) return turnedAway;
    const match = findRoute(request);
    const operation = `${request.method} ${match?.route.path ?? request.path}`;
    let answer: LambdaAnswer | undefined;
    try {
      return await parts.faults.around("lambda", operation, async () => {
        answer = await work(cloud, request, match, key ?? "");
        return answer;
      });
    } catch (error) {
      if (!(error instanceof FaultHit)) throw error;
      return faulty(error, request, answer);
    } finally {
      cloud.fleet.settle();
    }
  }

  return { handle, control: lambdaControl(cloud), cloud };
}

interface Match {
  readonly route: Route;
  readonly id: string;
}

async function work(cloud: Cloud, request: LambdaRequest, match: Match | undefined, key: string) {
  try {
    if (!isAuthorized(request.headers.authorization ?? "", key)) throw new Refusal("global/invalid-api-key");
    if (cloud.account.get().state === "inactive") throw new Refusal("global/account-inactive");
    if (match === undefined) return unknownPath(request);
    const data = await match.route.run(cloud, { id: match.id, query: request.query, body: request.body });
    return json(200, { data });
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, error.envelope());
    throw error;
  }
}

/** The three forms that the description allows. */
function isAuthorized(header: string, key: string): boolean {
  const [scheme = "", value = ""] = header.split(" ");
  if (scheme.toLowerCase() === "bearer") return value === key;
  if (scheme.toLowerCase() !== "basic") return false;
  return value === key || Buffer.from(value, "base64").toString("utf8") === `${key}:`;
}

function findRoute({ method, path }: LambdaRequest): Match | undefined {
  return matchPath(path).find(({ route }) => route.method === method);
}

/** The routes of this path, whatever the method. */
function matchPath(path: string): Match[] {
  if (!path.startsWith(`${PREFIX}/`)) return [];
  const segments = path.slice(PREFIX.length).split("/");
  const matches = ROUTES.flatMap((route) => {
    const pattern = route.path.split("/");
    const at = pattern.indexOf("{id}");
    const id = at < 0 ? "" : (segments[at] ?? "");
    const same = pattern.length === segments.length && pattern.every((part, i) => i === at || part === segments[i]);
    return same && (at < 0 || id !== "") ? [{ route, id }] : [];
  });
  // `/firewall-rulesets/global` is no ruleset with an id of its own.
  const literal = matches.filter(({ id }) => id === "");
  return literal.length > 0 ? literal : matches;
}

/** A path that knows other methods answers 405 (measured for `POST /file-systems`; its body is assumed). */
function unknownPath({ path }: LambdaRequest): LambdaAnswer {
  const methods = matchPath(path).map(({ route }) => route.method);
  if (methods.length > 0) return text(405, "Method Not Allowed", { allow: methods.join(", ") });
  const refusal = new Refusal("global/not-found");
  return json(refusal.status, refusal.envelope());
}

function faulty(hit: FaultHit, request: LambdaRequest, done: LambdaAnswer | undefined): LambdaAnswer {
  switch (hit.fault.kind) {
    case "rate-limit":
      return tooMany(request);
    case "refuse": {
      // Documented for the firewall rulesets alone, and as 409 there.
      const status = request.path.startsWith(`${PREFIX}/firewall-rulesets`) ? 409 : 500;
      const refusal = new Refusal("global/internal-error", { status });
      return json(refusal.status, refusal.envelope());
    }
    case "garble":
      if (done !== undefined) return { ...done, body: done.body.slice(0, Math.floor(done.body.length / 2)) };
      throw hit;
    default:
      throw hit;
  }
}
