import { randomBytes } from "node:crypto";
import { authorizedKeys } from "../../../credentials/authorizedKeys";
import { type Credential, catalogue } from "../../../credentials/catalogue";
import { readSshPublicKey, sshKeyPair } from "../../../credentials/openSsh";
import { AttemptFailed, type RotationAdapter, type Verdict } from "../adapter";
import type { Layout } from "../escLedger";
import type { Key } from "../state";
import { type Bastion, canLogIn, type SshDoor } from "./login";

/** Its entry in the catalogue. */
export const lambdaSshKey: Credential = (() => {
  const entry = catalogue.find(({ id }) => id === "lambda-ssh-private-key");
  if (entry === undefined) throw new Error("lambda-ssh-private-key is not in the catalogue");
  return entry;
})();

/** Where it is in the stack's rotated environment; the program reads the first two. */
export const lambdaSshKeyLayout: Layout = {
  login: lambdaSshKey.escPath.split("."),
  accepted: authorizedKeys.escPath.split("."),
  state: ["rotation", "lambdaSshKey"],
  publicPartOf: readSshPublicKey,
};

/** What the adapter needs to know of a stack. */
export interface StackHosts {
  /** Every host that the stack has at this moment, by its name. */
  doors(): Promise<readonly { readonly name: string; readonly door: SshDoor }[]>;
  /** The host to go through, and the key in use, which opens it. */
  bastion(): Promise<Bastion | undefined>;
  /** `up`: each host then accepts what ESC says. Errors: `AttemptFailed`. */
  publish(): Promise<void>;
}

export function newSshKey(): { publicPart: string; secret: string } {
  const { publicKey, privateKey } = sshKeyPair(randomBytes(32), "");
  return { publicPart: publicKey, secret: privateKey };
}

/** The key pair that opens a stack's hosts: the program makes each host's authorized_keys what ESC says. */
export class LambdaSshKey implements RotationAdapter {
  constructor(private readonly stack: StackHosts) {}

  /** Nothing is known to anybody before it is in ESC, so there is nothing to tidy up. */
  async create(): Promise<{ publicPart: string; secret: string }> {
    return newSshKey();
  }

  async publish(): Promise<void> {
    await this.stack.publish();
  }

  async test({ secret }: Key): Promise<Verdict> {
    const [doors, bastion] = await Promise.all([this.stack.doors(), this.stack.bastion()]);
    if (doors.length === 0) throw new AttemptFailed("the stack has no hosts to try it on");
    const tried = await Promise.all(
      doors.map(async ({ name, door }) => ({ name, isOpen: await canLogIn(door, secret, bastion) })),
    );
    const names = (isOpen: boolean) => tried.filter((host) => host.isOpen === isOpen).map(({ name }) => name);
    return { accepted: names(true), refused: names(false) };
  }

  /** Its one consumer is Pulumi's way into the hosts: the `up` before this was made with it, and every host lets it in. */
  async unacknowledged(key: Key): Promise<readonly string[]> {
    return (await this.test(key)).refused;
  }
}
