import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What `cloud-init schema` needs of Debian's packages, and no more: none of it is installed. */
const PACKAGES = [
  "cloud-init",
  ...["attr", "certifi", "chardet", "charset-normalizer", "configobj", "idna", "jinja2", "json-pointer", "jsonpatch"],
  ...["jsonschema", "markupsafe", "netifaces", "pyrsistent", "requests", "serial", "six", "urllib3", "yaml"],
].map((name, index) => (index === 0 ? name : `python3-${name}`));

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sophia-infra", "cloud-init");

/** Runs `cloud-init` with arguments; where it isn't installed, Debian's package is fetched once into the cache folder. */
export type CloudInit = (...args: string[]) => { readonly code: number | null; readonly output: string };

/** Undefined where there is neither cloud-init nor apt to get it from, or apt knows no packages. */
export function findCloudInit(): CloudInit | undefined {
  if (works("cloud-init", ["--version"])) return (...args) => ran("cloud-init", args);
  if (!existsSync(CACHE) && !fetched()) return undefined;
  const env = { ...process.env, PYTHONPATH: join(CACHE, "usr", "lib", "python3", "dist-packages") };
  return (...args) => ran("/usr/bin/python3", ["-m", "cloudinit.cmd.main", ...args], env);
}

/** False where apt isn't there or can't. The folder appears whole or not at all. */
function fetched(): boolean {
  mkdirSync(join(CACHE, ".."), { recursive: true });
  const folder = mkdtempSync(`${CACHE}-`);
  try {
    if (spawnSync("apt-get", ["download", "--quiet", ...PACKAGES], { cwd: folder, stdio: "ignore" }).status !== 0)
      return false;
    const root = join(folder, "root");
    for (const file of readdirSync(folder)) execFileSync("dpkg-deb", ["--extract", join(folder, file), root]);
    if (!existsSync(CACHE)) renameSync(root, CACHE);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

function ran(program: string, args: readonly string[], env = process.env) {
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
  return { code: status, output: `${stdout}${stderr}` };
}
