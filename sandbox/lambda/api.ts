/**
 * Stands in for Lambda Cloud's REST API 1.10. Not imitated: audit events, fabric, tickets, 1-Click Clusters, billing,
 * what the firewall lets through, JupyterLab.
 */

import type { RestAnswer, RestRequest } from "../rest/messages";
import type { Clock } from "../world/clock";
import { FaultHit, type Faults } from "../world/faults";
import type { World } from "../world/world";
import { json } from "./answers";
import { type Cloud, openCloud } from "./cloud";
import { type LambdaControl, lambdaControl } from "./control";
import { Refusal } from "./errors";
import { FrontDoor, tooMany } from "./frontDoor";
import { findRoute, type Match, PREFIX, unknownPath } from "./router";
import { DEFAULT_SETTINGS, type LambdaSettings } from "./settings";

export interface LambdaCloud {
  /**
   * Answers one call. Throws `FaultHit` where the answer is to be lost (a fault of kind `drop`): whoever serves this
   * breaks the connection then.
   */
  handle(request: RestRequest): Promise<RestAnswer>;
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

  async function handle(request: RestRequest): Promise<RestAnswer> {
    const turnedAway = frontDoor.refuse(request, cloud.time.now());
    if (turnedAway !== undefined) return turnedAway;
    const match = findRoute(request);
    const operation = `${request.method} ${match?.route.path ?? request.path}`;
    let answer: RestAnswer | undefined;
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

async function work(cloud: Cloud, request: RestRequest, match: Match | undefined, key: string) {
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

function faulty(hit: FaultHit, request: RestRequest, done: RestAnswer | undefined): RestAnswer {
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
