import { request } from "node:http";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { engines } from "../package.json";
import type { ProgramReport } from "./examine";
import { serves } from "./program";

/** How long a Docker engine may take to answer, in ms. */
const PATIENCE = 700;

/** The Node that runs us, against `engines` of package.json. */
export function examineNode(version: string = process.versions.node): ProgramReport {
  const wanted = engines.node.replace(/^>=/, "");
  const report: ProgramReport = {
    program: "node",
    wanted: `${wanted} or newer`,
    necessary: true,
    where: "PATH",
    path: process.execPath,
    version,
  };
  const [major = 0, minimum = 0] = [version, wanted].map((one) => Number(one.split(".")[0]));
  if (major > minimum || serves(version, `${wanted}.0`, "same major, not older")) return report;
  return {
    ...report,
    missing: `this is Node ${version}`,
    mend: "npm ci, then npm run: it brings the right Node along",
  };
}

/** Without a Docker engine images are not built; a rehearsal does without. */
export async function examineDocker(env: NodeJS.ProcessEnv): Promise<ProgramReport> {
  const report = { program: "docker engine", wanted: "any", necessary: false };
  const host = env.DOCKER_HOST;
  const sockets = host ? [host] : ["/var/run/docker.sock", join(homedir(), ".docker/run/docker.sock")];
  const versions = await Promise.all(sockets.map(dockerVersion));
  const index = versions.findIndex((version) => version !== undefined);
  if (index >= 0) return { ...report, where: "machine", path: sockets[index], version: versions[index] };
  const missing = `no engine answers at ${sockets.join(" or ")}: an image's digest is the hash of its build context`;
  return { ...report, where: "absent", missing };
}

/** The engine's version; undefined where none answers. */
function dockerVersion(host: string): Promise<string | undefined> {
  const { protocol, hostname, port, pathname } = new URL(host.startsWith("/") ? `unix://${host}` : host);
  const where = protocol === "unix:" ? { socketPath: pathname } : { host: hostname, port: port || 2375 };
  return new Promise((resolve) => {
    const call = request({ ...where, path: "/version", timeout: PATIENCE }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(/"Version":"([^"]+)"/.exec(text)?.[1]));
    });
    call.on("timeout", () => call.destroy());
    call.on("close", () => resolve(undefined)); // after `end` this changes nothing
    call.on("error", () => resolve(undefined));
    call.end();
  });
}

/** One report for all loopback addresses that can't be listened on; none where there is nothing to say. */
export async function examineLoopback(addresses: readonly string[]): Promise<ProgramReport[]> {
  const open = await Promise.all(addresses.map(canListen));
  const closed = addresses.filter((_, index) => !open[index]);
  if (addresses.length === 0) return [];
  const report = { program: "loopback addresses", wanted: addresses.join(" "), necessary: true };
  if (closed.length === 0) return [{ ...report, where: "machine" }];
  return [
    {
      ...report,
      where: "absent",
      missing: `${closed.join(", ")} cannot be listened on`,
      mend: closed.map((address) => `sudo ifconfig lo0 alias ${address}`).join(" && "),
    },
  ];
}

function canListen(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
