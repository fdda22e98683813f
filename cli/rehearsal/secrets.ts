import { randomBytes } from "node:crypto";
import { z } from "zod";
import { catalogue } from "../../credentials/catalogue";
import { standInSecrets } from "../../credentials/standIns";
import { readIfThere, replaceFile } from "../../sandbox/files";
import type { RehearsalFolder } from "./folder";

const savedSchema = z.object({ seed: z.string(), values: z.record(z.string(), z.string()) });

export interface RehearsalSecrets {
  readonly passphrase: string;
  /** Stand-ins for what only Pulumi Cloud can open, by id of the catalogue. */
  readonly values: Readonly<Record<string, string>>;
}

/** Made once for a state folder and kept: with other values in the next run no second preview would be empty. */
export function rehearsalSecrets(folder: RehearsalFolder): RehearsalSecrets {
  const known = readIfThere(folder.secretsFile);
  const saved =
    known === undefined ? { seed: randomBytes(32).toString("hex"), values: {} } : savedSchema.parse(JSON.parse(known));
  // A credential that came into the catalogue since then gets its value now; the others keep theirs.
  const values = { ...standInSecrets(saved.seed, catalogue), ...saved.values };
  replaceFile(folder.secretsFile, JSON.stringify({ seed: saved.seed, values }));
  const passphrase = readIfThere(folder.passphraseFile) ?? randomBytes(32).toString("hex");
  replaceFile(folder.passphraseFile, passphrase);
  return { passphrase, values };
}
