import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { utils } from "ssh2";
import { z } from "zod";
import { newId } from "./cloud";
import { Refusal } from "./errors";
import { readPublicKey } from "./publicKey";
import { invalid, parse, type Route } from "./route";

const creation = z.object({ name: z.string().min(1).max(64), public_key: z.string().min(1).max(4096).optional() });

export const SSH_KEY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/ssh-keys",
    run: (cloud) => cloud.sshKeys.list().map(({ id, value }) => ({ id, ...value })),
  },
  {
    method: "POST",
    path: "/ssh-keys",
    run: async (cloud, { body }) => {
      const { name, public_key } = parse(creation, body);
      if (public_key !== undefined && readPublicKey(public_key) === undefined) {
        throw invalid(["public_key: not an SSH public key"]);
      }
      const pair = public_key === undefined ? await generate(name) : { public_key };
      // Documented errors of this call know no `global/duplicate`, so a taken name is a wrong parameter (assumed).
      const taken = cloud.sshKeys.list().some(({ value }) => value.name === name);
      if (taken) throw invalid([`name: an SSH key named "${name}" exists already`]);
      const id = newId();
      cloud.sshKeys.put(id, { name, public_key: pair.public_key });
      return { id, name, ...pair };
    },
  },
  {
    method: "DELETE",
    path: "/ssh-keys/{id}",
    run: (cloud, { id }) => {
      const key = cloud.sshKeys.get(id);
      if (key === undefined) throw new Refusal("global/not-found");
      // The text was measured; of the two documented codes only this one fits.
      const used = cloud.fleet.holding().some(({ record }) => record.ssh_key_names.includes(key.name));
      if (used) throw new Refusal("global/invalid-parameters", { message: "Key is currently in use, cannot delete" });
      cloud.sshKeys.delete(id);
      return {};
    },
  },
];

/** RSA, as the description's example shows. The private half is answered once and kept nowhere. */
async function generate(comment: string): Promise<{ public_key: string; private_key: string }> {
  const pair = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const key = utils.parseKey(pair.privateKey);
  if (key instanceof Error) throw key;
  const public_key = `${key.type} ${key.getPublicSSH().toString("base64")} ${comment}`;
  return { public_key, private_key: pair.privateKey };
}
