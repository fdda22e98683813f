/**
 * What a host makes of its user data. Imitated: `hostname`, `ssh_authorized_keys`, `ssh_keys`, `write_files` of a
 * `#cloud-config`. Not imitated: everything that would run a program, other formats than `#cloud-config`.
 */
import { gunzipSync } from "node:zlib";
import { utils } from "ssh2";
import { parse } from "yaml";
import { z } from "zod";

const privateKey = z.string().refine((text) => !(utils.parseKey(text) instanceof Error), "not an OpenSSH private key");
const cloudConfig = z.looseObject({
  hostname: z.string().optional(),
  ssh_authorized_keys: z.array(z.string()).default([]),
  ssh_keys: z
    .looseObject({
      ed25519_private: privateKey.optional(),
      ecdsa_private: privateKey.optional(),
      rsa_private: privateKey.optional(),
    })
    .default({}),
  write_files: z
    .array(
      z
        .looseObject({
          path: z.string(),
          content: z.string().default(""),
          encoding: z.string().default("text/plain"),
          owner: z.string().default("root:root"),
          permissions: z.union([z.string(), z.number()]).default("0644"),
          append: z.boolean().default(false),
        })
        .transform((file, context) => {
          const content = decode(file.content, file.encoding);
          if (content === undefined) context.addIssue("the content is not what its encoding says");
          return { ...file, content: content ?? "" };
        }),
    )
    .default([]),
});

export interface VirtualFile {
  readonly content: string;
  /** Whether `ubuntu` may read it without sudo. */
  readonly readable: boolean;
}

export interface Initialised {
  /** Undefined: the vendor's stays. */
  readonly hostname?: string;
  readonly authorizedKeys: readonly string[];
  /** Private keys in OpenSSH's format; empty where the user data sets none. */
  readonly hostKeys: readonly string[];
  readonly files: ReadonlyMap<string, VirtualFile>;
  /** What cloud-init complains of; none of the above is set then. No value is in it: user data is secret. */
  readonly mistake?: string;
}

const NOTHING: Initialised = { authorizedKeys: [], hostKeys: [], files: new Map() };

export function initialise(userData: string | undefined): Initialised {
  if (userData === undefined || userData.trim() === "") return NOTHING;
  if (!userData.startsWith("#cloud-config")) return { ...NOTHING, mistake: "user data is not a #cloud-config" };
  const config = readConfig(userData);
  if (!config.success) return { ...NOTHING, mistake: `invalid cloud-config: ${config.mistake}` };
  const { hostname, ssh_authorized_keys, ssh_keys, write_files } = config.data;
  const { ed25519_private, ecdsa_private, rsa_private } = ssh_keys;
  const files = new Map<string, VirtualFile>();
  for (const { path, content, owner, permissions, append } of write_files) {
    const before = append ? (files.get(path)?.content ?? "") : "";
    files.set(path, { content: before + content, readable: isReadable(owner, `${permissions}`) });
  }
  const hostKeys = [ed25519_private, ecdsa_private, rsa_private].filter((key) => key !== undefined);
  return { hostname, authorizedKeys: ssh_authorized_keys, hostKeys, files };
}

function readConfig(
  text: string,
): { success: true; data: z.output<typeof cloudConfig> } | { success: false; mistake: string } {
  try {
    const parsed = cloudConfig.safeParse(parse(text) ?? {});
    if (parsed.success) return parsed;
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return { success: false, mistake: mistakes.join("; ") };
  } catch (error) {
    // The parser's message quotes the text around the mistake, so only the kind of it is told.
    return { success: false, mistake: error instanceof Error ? error.name : "not YAML" };
  }
}

/** Undefined where it is not encoded so. */
function decode(content: string, encoding: string): string | undefined {
  const bytes = Buffer.from(content, /b64|base64/.test(encoding) ? "base64" : "utf8");
  if (!/gz/.test(encoding)) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch {
    return undefined;
  }
}

function isReadable(owner: string, permissions: string): boolean {
  const mode = Number.parseInt(permissions, 8);
  return (mode & 0o004) !== 0 || (owner.split(":")[0] === "ubuntu" && (mode & 0o400) !== 0);
}
