import { createHash } from "node:crypto";
import { failures, optional, text } from "./check";
import type { Implementation, Properties } from "./implementation";
import { generateEd25519 } from "./openssh";

const rules = { rotation: optional(text({ min: 0, max: 128 })) };

/** An SSH key pair that is made once and lives in the state alone. */
export function hostKeys(): Implementation {
  return {
    async check(_olds, news) {
      return { inputs: news, failures: failures("HostKey", rules, news) };
    },
    async diff(_id, olds, news) {
      const rotated = rotation(olds) !== rotation(news);
      return { changes: rotated, replaces: rotated ? ["rotation"] : [] };
    },
    async create(inputs) {
      const pair = generateEd25519();
      return { id: fingerprint(pair.publicKey), outs: { rotation: rotation(inputs), ...pair } };
    },
    async read(id, known) {
      return { id, props: known };
    },
    async update(_id, olds) {
      return { outs: olds };
    },
    // It ends with the state's entry.
    async delete() {},
  };
}

function rotation(properties: Properties): string {
  return typeof properties.rotation === "string" ? properties.rotation : "";
}

/** As `ssh-keygen -l` shows it. */
function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
