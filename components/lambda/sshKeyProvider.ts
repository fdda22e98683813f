import { failures, optional, text } from "../dynamic/check";
import type { Implementation, Properties } from "../dynamic/implementation";
import type { Account } from "./account";
import type { LambdaClient } from "./client";
import { findOrAdd } from "./findOrAdd";
import { existingId, sshKeyName } from "./limits";
import { patiently } from "./patience";
import type { VendorSshKey } from "./schemas";

const rules = {
  name: sshKeyName,
  publicKey: optional(
    text({
      max: 4096,
      pattern: /^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/]+=*( .*)?\s*$/,
      says: "one OpenSSH public key",
      // Somebody may have taken the private one.
      hidden: true,
    }),
  ),
  existingId,
};

export function sshKeys(account: Account, say: (line: string) => void): Implementation {
  return {
    async check(_olds, news) {
      return { inputs: news, failures: failures("SshKey", rules, news) };
    },
    async diff(_id, olds, news) {
      const replaces = olds.name === news.name ? [] : ["name"];
      if (!isSame(olds.publicKey, news.publicKey)) replaces.push("publicKey");
      // Under a new name the new key can be there first, and hosts move to it; under the same name it cannot.
      return { changes: replaces.length > 0, replaces, deleteBeforeReplace: !replaces.includes("name") };
    },
    async create(inputs) {
      const client = await account();
      const name = String(inputs.name);
      const publicKey = isGiven(inputs.publicKey) ? String(inputs.publicKey).trim() : undefined;
      const key = await findOrAdd(
        `SSH key ${name}`,
        say,
        () => find(client, name, publicKey),
        () => client.addSshKey(name, publicKey),
      );
      return { id: key.id, outs: outputsOf(key) };
    },
    async read(id) {
      const key = (await (await account()).listSshKeys()).find((one) => one.id === id);
      return key === undefined ? {} : { id, props: outputsOf(key), inputs: outputsOf(key) };
    },
    async update(_id, olds) {
      return { outs: olds };
    },
    async delete(id, known) {
      const client = await account();
      // In use until the last host that has it is gone.
      await patiently(client, `SSH key ${known.name ?? id}`, say, () => client.deleteSshKey(id));
    },
  };
}

async function find(client: LambdaClient, name: string, publicKey?: string): Promise<VendorSshKey | undefined> {
  const there = (await client.listSshKeys()).find((one) => one.name === name);
  if (there === undefined || isSame(there.public_key, publicKey)) return there;
  throw new Error(
    `SSH key ${name}: Lambda Cloud has another key of that name (${there.id}). Hosts would let its owner in. Choose ` +
      "another name, or delete that key at https://cloud.lambda.ai/ssh-keys if nobody uses it.",
  );
}

function outputsOf(key: VendorSshKey): Properties {
  return { name: key.name, publicKey: key.public_key };
}

/** Any key is the same where none is wanted in particular. */
function isSame(actual: unknown, wanted: unknown): boolean {
  return !isGiven(wanted) || content(actual) === content(wanted);
}

function isGiven(publicKey: unknown): boolean {
  return publicKey !== undefined && publicKey !== null;
}

/** Type and base64 without the comment, which the vendor may drop. */
function content(publicKey: unknown): string {
  return String(publicKey).trim().split(/\s+/).slice(0, 2).join(" ");
}
