/** The sandbox's own process: started by `client.ts`, told over its pipe what to start with, ended by `stop` or a signal. */
import { thisProcess } from "../toolchain/processes";
import { addressFile, type SandboxReport, type SandboxStart, startSchema } from "./client";
import { replaceFile } from "./files";
import { startParts } from "./parts";

let ready = false;

process.once("message", (message) => {
  run(startSchema.parse(message)).catch((error: Error) => {
    console.error(error);
    report({ kind: "failed", message: error.message });
    process.exit(1);
  });
});

// Whoever starts a sandbox waits for it; gone before it is up means killed, and half a sandbox serves nobody.
process.once("disconnect", () => {
  if (!ready) process.exit(1);
});

async function run(start: SandboxStart): Promise<void> {
  const parts = await startParts(start, () => end(0));
  async function end(code: number): Promise<void> {
    await parts.stop();
    process.exit(code);
  }
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(name, () => end(0));
  const address = { process: await thisProcess(), ...parts.address };
  replaceFile(addressFile(start.folder), JSON.stringify(address, null, 1));
  ready = true;
  report({ kind: "ready" });
}

function report(what: SandboxReport): void {
  if (process.connected) process.send?.(what);
}
