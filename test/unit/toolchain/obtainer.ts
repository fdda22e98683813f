/** A process of its own that obtains the fake tool: `tsx obtainer.ts <folder of the machine>`. Prints what happens. */
import { join } from "node:path";
import { obtain } from "../../../toolchain/obtain";
import { program } from "./fakeMachine";

const folder = process.argv[2] ?? "";
const machine = {
  platform: { os: "linux", arch: "amd64" } as const,
  cache: join(folder, "cache"),
  modules: join(folder, "modules"),
  env: { PATH: join(folder, "bin"), HOME: folder },
};

obtain(["tool"], (line) => console.log(line), machine, [program()]).then((paths) => console.log(`path ${paths.tool}`));
