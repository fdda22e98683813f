import type { Machine } from "./machine";
import { splitWords } from "./words";

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

type Command = (machine: Machine, args: readonly string[], root: boolean) => Outcome;

/** All that a host can do. A table instead of a shell: nothing of a rehearsal runs on the machine it is held on. */
const COMMANDS: Readonly<Record<string, Command>> = {
  true: () => said(""),
  false: () => ({ stdout: "", stderr: "", code: 1 }),
  echo: (_machine, args) => said(`${args.join(" ")}\n`),
  whoami: (_machine, _args, root) => said(root ? "root\n" : "ubuntu\n"),
  hostname: ({ hostname }) => said(`${hostname}\n`),
  uname: ({ hostname }, args) =>
    said(args.includes("-a") ? `Linux ${hostname} 6.8.0-60-generic #63-Ubuntu SMP x86_64 GNU/Linux\n` : "Linux\n"),
  cat,
  test: ({ files }, [flag = "", path = ""], root) => {
    const file = files.get(path);
    const holds = file !== undefined && (["-e", "-f"].includes(flag) || (flag === "-r" && (root || file.readable)));
    return { stdout: "", stderr: "", code: holds ? 0 : 1 };
  },
  "cloud-init": cloudInit,
  "nvidia-smi": ({ gpu, id }, args) => {
    if (args[0] !== "-L") return unknown(`nvidia-smi ${args.join(" ")}`);
    const lines = Array.from({ length: gpu.count }, (_, i) => `GPU ${i}: NVIDIA ${gpu.name} (UUID: ${gpuId(id, i)})\n`);
    return said(lines.join(""));
  },
};

/** Runs one command line as `ubuntu`, who may become root by `sudo` without a password. */
export function execute(machine: Machine, line: string): Outcome {
  const split = splitWords(line);
  if ("unsupported" in split) {
    return failed(127, `bash: ${split.unsupported}: this host is a stand-in and runs single commands, no shell syntax`);
  }
  const [first = "true", ...rest] = split.words;
  if (first !== "sudo") return run(machine, first, rest, false);
  const [command = "", ...args] = rest[0] === "-n" ? rest.slice(1) : rest;
  return run(machine, command, args, true);
}

function run(machine: Machine, name: string, args: readonly string[], root: boolean): Outcome {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return command === undefined ? unknown(name) : command(machine, args, root);
}

function cat({ files }: Machine, args: readonly string[], root: boolean): Outcome {
  let [stdout, stderr] = ["", ""];
  for (const path of args) {
    const file = files.get(path);
    if (file === undefined) stderr += `cat: ${path}: No such file or directory\n`;
    else if (!root && !file.readable) stderr += `cat: ${path}: Permission denied\n`;
    else stdout += file.content;
  }
  return { stdout, stderr, code: stderr === "" ? 0 : 1 };
}

/** A host answers SSH only when it has booted, and with that cloud-init has come to its end. */
function cloudInit({ cloudInit: { mistake } }: Machine, args: readonly string[]): Outcome {
  if (args[0] !== "status") return unknown(`cloud-init ${args.join(" ")}`);
  if (mistake === undefined) return said("status: done\n");
  return { stdout: "status: error\n", stderr: `${mistake}\n`, code: 1 };
}

function gpuId(id: string, index: number): string {
  return `GPU-${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20, 31)}${index}`;
}

function said(stdout: string): Outcome {
  return { stdout, stderr: "", code: 0 };
}

function failed(code: number, stderr: string): Outcome {
  return { stdout: "", stderr: `${stderr}\n`, code };
}

function unknown(command: string): Outcome {
  const known = Object.keys(COMMANDS).join(", ");
  return failed(127, `bash: ${command}: command not found\nThis host is a stand-in; it knows: sudo, ${known}`);
}
