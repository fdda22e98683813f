import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandPlugin } from "../../../sandbox/command/plugin";
import { type Call, FileTree, type Props, type ResourceKind, UNKNOWN } from "../../../sandbox/plugin/types";

let folder: string;
let said: string[];
let kind: ResourceKind<undefined>;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "command-")));
  said = [];
  const found = commandPlugin(folder).resources["command:local:Command"];
  if (found === undefined) throw new Error("no local Command");
  kind = found;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function callOf(more: Partial<Call> = {}): Call {
  return {
    urn: "urn:pulumi:s::p::command:local:Command::build",
    type: "command:local:Command",
    name: "build",
    preview: false,
    signal: new AbortController().signal,
    isSecret: () => false,
    say: (_severity, line) => said.push(line),
    ...more,
  };
}

async function create(inputs: Props, more: Partial<Call> = {}): Promise<Props> {
  return (await kind.create(undefined, inputs, callOf(more))).outputs;
}

describe("a local command", () => {
  test("runs in the program's folder with its environment and standard input, and keeps what it wrote", async () => {
    const outputs = await create({
      create: 'pwd; echo "$GREETING $(cat)"; echo oops >&2',
      environment: { GREETING: "hello" },
      stdin: "world",
    });
    expect(outputs.stdout).toBe(`${folder}\nhello world`);
    expect(outputs.stderr).toBe("oops");
    expect(said.sort()).toEqual([folder, "hello world", "oops"]);
  });

  test("has an id of its name, and only one newline less than it wrote", async () => {
    const { id, outputs } = await kind.create(undefined, { create: "printf 'a\\n\\n'" }, callOf());
    expect(id).toMatch(/^build[0-9a-f]{8}$/);
    expect(outputs.stdout).toBe("a\n");
  });

  test("runs in dir, by the interpreter it is given", async () => {
    mkdirSync(join(folder, "sub"));
    const inputs = { create: "console.log(process.cwd())", interpreter: [process.execPath, "-e"], dir: "sub" };
    expect((await create(inputs)).stdout).toBe(join(folder, "sub"));
    await expect(create({ create: "true", dir: "missing" })).rejects.toThrow(
      `dir ${join(folder, "missing")} does not exist.`,
    );
  });

  test("only tells what logging names", async () => {
    const told = async (logging?: string) => {
      said = [];
      await create({ create: "printf out; printf err >&2", ...(logging && { logging }) });
      return said.sort();
    };
    expect(await told("none")).toEqual([]);
    expect(await told("stdout")).toEqual(["out"]);
    expect(await told("stderr")).toEqual(["err"]);
    expect(await told("stdoutAndStderr")).toEqual(["err", "out"]);
    expect(await told()).toEqual(["err", "out"]);
  });

  test("fails with its exit status, its text and what it wrote", async () => {
    await expect(create({ create: "echo half; echo broken >&2; exit 3" })).rejects.toThrow(
      'exit status 3: running "echo half; echo broken >&2; exit 3":\nhalf\nbroken\n',
    );
    await expect(create({ create: "kill -9 $$" })).rejects.toThrow('signal: SIGKILL: running "kill -9 $$"');
    await expect(create({ create: "x", interpreter: ["/no/such/program"] })).rejects.toThrow("could not be started");
  });

  test("doesn't fail for input that it doesn't read", async () => {
    expect((await create({ create: "exec <&-; echo done", stdin: "x".repeat(1_000_000) })).stdout).toBe("done");
  });

  test("doesn't run in a preview, which doesn't know its output", async () => {
    const outputs = await create({ create: "touch ran" }, { preview: true });
    expect(outputs).toMatchObject({ create: "touch ran", stdout: UNKNOWN, stderr: UNKNOWN });
    expect(existsSync(join(folder, "ran"))).toBe(false);
  });

  test("is updated by update, or by create where there is none, and sees what the last one wrote", async () => {
    const olds = { id: "build1", inputs: {}, outputs: { stdout: "before", stderr: "warned" } };
    const command = 'echo "$PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR"';
    expect((await kind.update(undefined, olds, { create: "echo no", update: command }, callOf())).stdout).toBe(
      "before/warned",
    );
    expect((await kind.update(undefined, olds, { create: command }, callOf())).stdout).toBe("before/warned");
    const silent = { create: command, addPreviousOutputInEnv: false };
    expect((await kind.update(undefined, olds, silent, callOf())).stdout).toBe("/");
    expect(await kind.update(undefined, olds, { delete: "true" }, callOf())).toMatchObject({
      stdout: "before",
      stderr: "warned",
    });
  });

  test("is deleted by delete, which sees what create wrote, and by nothing without it", async () => {
    const inputs = { delete: 'echo "$PULUMI_COMMAND_STDOUT" > deleted' };
    await kind.delete(undefined, { id: "build1", inputs, outputs: { ...inputs, stdout: "made" } }, callOf());
    expect(readFileSync(join(folder, "deleted"), "utf8")).toBe("made\n");
    await kind.delete(undefined, { id: "build1", inputs: {}, outputs: {} }, callOf());
  });

  test("is replaced when a trigger changes and updated when anything else does", async () => {
    const olds = { id: "build1", inputs: { create: "a", triggers: ["1", { at: 2 }] }, outputs: {} };
    const news = { create: "b", triggers: ["1", { at: 3 }, "new"] };
    expect((await kind.diff(undefined, olds, news, callOf())).changes).toEqual({
      create: "update",
      "triggers[1].at": "update-replace",
      "triggers[2]": "add-replace",
    });
  });

  test("names every mistake of its inputs", async () => {
    const checked = await kind.check?.(undefined, { create: 1, logging: "all", comand: "x" }, undefined, callOf());
    expect(checked?.mistakes.map(({ property }) => property).sort()).toEqual(["comand", "create", "logging"]);
  });

  test("gives the files that its globs find, as assets and as an archive", async () => {
    const make = "mkdir -p out/js && printf a > out/a.txt && printf b > out/js/b.js && printf s > out/js/secret.js";
    const outputs = await create({
      create: make,
      assetPaths: ["out/**", "!**secret.*"],
      archivePaths: ["out/*.{txt,md}"],
    });
    expect(Object.keys(outputs.assets as object)).toEqual(["out/a.txt", "out/js/b.js"]);
    const { archive } = outputs;
    expect(archive instanceof FileTree && [...archive.files.keys()]).toEqual(["out/a.txt"]);
  });
});

describe("a secret command", () => {
  const secretCommand = { isSecret: (property: string) => property === "create" };

  test("is in no process's arguments, and still has its standard input", async () => {
    const inputs = { create: "tr '\\0' ' ' < /proc/$$/cmdline; echo; cat; echo ' # hush-hush'", stdin: "given" };
    const [args, ...rest] = String((await create(inputs, secretCommand)).stdout).split("\n");
    expect(args).toContain("/bin/sh -c");
    expect(args).not.toContain("hush-hush");
    expect(rest).toEqual(["given # hush-hush"]);
    expect(String((await create(inputs)).stdout).split("\n")[0]).toContain("hush-hush");
  });

  test("fails as any other", async () => {
    await expect(create({ create: "exit 4" }, secretCommand)).rejects.toThrow("exit status 4");
  });

  test("is refused where it could only be handed over in the open", async () => {
    const inputs = { create: "print('hush-hush')", interpreter: ["/usr/bin/python3", "-c"] };
    const refusal = create(inputs, secretCommand);
    await expect(refusal).rejects.toThrow("the interpreter /usr/bin/python3 could only be told it in its arguments");
    await expect(refusal).rejects.not.toThrow("hush-hush");
    await expect(create({ create: "x", interpreter: ["sh", "-c"] }, { isSecret: () => true })).rejects.toThrow(
      "interpreter is secret",
    );
  });
});

describe("a cancelled command", () => {
  test("ends with everything that it has started", async () => {
    const controller = new AbortController();
    const running = create({ create: "sleep 60 & echo $! > pid; wait" }, { signal: controller.signal });
    await expect
      .poll(() => existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid"), "utf8"))
      .toMatch(/\d+\n/);
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    controller.abort(new Error("the run was cancelled"));
    await expect(running).rejects.toThrow("the run was cancelled");
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test("that won't listen is made to", async () => {
    const controller = new AbortController();
    const running = create(
      { create: "trap '' TERM; touch deaf; while :; do sleep 0.05; done" },
      { signal: controller.signal },
    );
    await expect.poll(() => existsSync(join(folder, "deaf"))).toBe(true);
    controller.abort(new Error("too late"));
    await expect(running).rejects.toThrow("too late");
  });
});

describe("local.run", () => {
  const run = async (args: Props, secret = false) => {
    const invoke = commandPlugin(folder).invokes?.["command:local:run"];
    return await invoke?.(undefined, args, {
      preview: true,
      signal: new AbortController().signal,
      isSecret: () => secret,
    });
  };

  test("runs whenever it is asked and gives its arguments back with what it wrote", async () => {
    expect((await run({ command: "echo hi", environment: { A: "1" } }))?.outputs).toEqual({
      command: "echo hi",
      environment: { A: "1" },
      stdout: "hi",
      stderr: "",
    });
    expect((await run({ command: "echo hi" }, true))?.outputs.stdout).toBe("hi");
  });

  test("names a missing command", async () => {
    expect((await run({}))?.mistakes).toEqual([{ property: "command", reason: "is required" }]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false; // Gone, between the two lines at the latest.
  }
}
