import { Option } from "commander";
import { cloudStore, type RevisionStore } from "../../../ops/esc/cloudStore";
import { EscFailure } from "../../../ops/esc/failure";
import { SecretsInTheWay } from "../../../ops/esc/push";
import { Malformed } from "../../../ops/esc/setCredential";
import { Conflict } from "../../../ops/esc/store";
import { cloudAccess, rehearsalAccess } from "../../escAccess";
import { runningSandbox } from "../../rehearsal/running";
import { UserError } from "../../userError";
import { localFolder } from "../session";

/** Whose environments: Pulumi Cloud's or the rehearsal's. */
export interface Where {
  readonly organization?: string;
  readonly rehearsal?: boolean;
}

export function whereOptions(): readonly Option[] {
  const organization = new Option("--organization <name>", "in Pulumi Cloud; by default the access token's own");
  return [
    organization,
    new Option("--rehearsal", "the rehearsal's environments, not Pulumi Cloud's").conflicts("organization"),
  ];
}

/** Runs `work` on these environments. Errors: what the user can mend is a `UserError`. */
export async function onEnvironments<T>(where: Where, work: (store: RevisionStore) => Promise<T>): Promise<T> {
  const access =
    where.rehearsal === true ? rehearsalAccess(localFolder(), await runningSandbox()) : cloudAccess(where.organization);
  try {
    return await work(cloudStore(access));
  } catch (error) {
    if (error instanceof Conflict) throw new UserError(error.message, "run the same command again");
    if (error instanceof EscFailure) throw new UserError(error.message, MENDS[error.status ?? 0]);
    if (error instanceof SecretsInTheWay || error instanceof Malformed) throw new UserError(error.message);
    throw error;
  }
}

const MENDS: Readonly<Record<number, string>> = {
  0: "look at https://status.pulumi.com and run the same command again: it goes on from there",
  401: "make a token at https://app.pulumi.com/account/tokens and export it as PULUMI_ACCESS_TOKEN",
  403: "use a token with the right to write these environments, or another --organization",
  429: "run the same command again in a minute: it goes on from there",
};
