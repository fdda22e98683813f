import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashContext } from "../../../sandbox/docker/context";
import { readDockerignore } from "../../../sandbox/docker/dockerignore";
import { parseReference, tagged } from "../../../sandbox/docker/reference";

const folders: string[] = [];
let folder: string;

beforeEach(() => {
  folder = newFolder();
  write({ Dockerfile: "FROM scratch\n", "src/a.ts": "a", "src/b.ts": "b" });
  symlinkSync("src/a.ts", join(folder, "link"));
});

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "context-"));
  folders.push(made);
  return made;
}

function write(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function relink(target: string): void {
  rmSync(join(folder, "link"));
  symlinkSync(target, join(folder, "link"));
}

function hash(dockerfile = join(folder, "Dockerfile")): string {
  return hashContext({ folder, dockerfile });
}

function leftOut(rules: string, paths: string[]): string[] {
  return paths.filter(readDockerignore(rules).leavesOut);
}

describe("the hash of a context", () => {
  test("is the same for the same content in another folder, at another time, with other rights to write", () => {
    const before = hash();
    folder = newFolder();
    symlinkSync("src/a.ts", join(folder, "link"));
    write({ "src/b.ts": "b", "src/a.ts": "a", Dockerfile: "FROM scratch\n" });
    utimesSync(join(folder, "src/a.ts"), 1, 1);
    chmodSync(join(folder, "src/a.ts"), 0o600);
    expect(hash()).toBe(before);
  });

  test.each<[string, () => void]>([
    ["a file's content", () => write({ "src/a.ts": "A" })],
    ["a new file", () => write({ "src/c.ts": "" })],
    ["a file that is gone", () => rmSync(join(folder, "src/a.ts"))],
    ["a file's name", () => renameSync(join(folder, "src/a.ts"), join(folder, "src/A.ts"))],
    ["a file that can be executed", () => chmodSync(join(folder, "src/a.ts"), 0o755)],
    ["a link", () => symlinkSync("a.ts", join(folder, "src/link"))],
    ["where a link leads", () => relink("src/b.ts")],
    ["the Dockerfile", () => write({ Dockerfile: "FROM other\n" })],
    ["where one file ends and the next begins", () => write({ "src/a.ts": "ab", "src/b.ts": "" })],
  ])("is changed by %s", (_name, change) => {
    const before = hash();
    change();
    expect(hash()).not.toBe(before);
  });

  test("is not changed by what is ignored, nor by where the Dockerfile lies", () => {
    write({ ".dockerignore": "node_modules\n.dockerignore\nDockerfile\nelsewhere\n" });
    const before = hash();
    write({ "node_modules/x/y.js": "1", "elsewhere/Other": "FROM scratch\n" });
    expect(hash()).toBe(before);
    expect(hash(join(folder, "elsewhere/Other"))).toBe(before);
  });

  test("is changed by what an ignored folder has as an exception", () => {
    write({ ".dockerignore": "src\n!src/a.ts" });
    const before = hash();
    write({ "src/b.ts": "changed" });
    expect(hash()).toBe(before);
    write({ "src/a.ts": "changed" });
    expect(hash()).not.toBe(before);
  });

  test("listens to the Dockerfile's own ignore file rather than to the context's", () => {
    write({ ".dockerignore": "", "Dockerfile.dockerignore": "src\n*ignore" });
    const before = hash();
    write({ "src/a.ts": "changed" });
    expect(hash()).toBe(before);
  });
});

describe(".dockerignore", () => {
  test("leaves out files, folders and all below them, whichever way they are written", () => {
    const paths = ["a", "a/b", "b/a", "c/d/e", "c/f"];
    expect(leftOut("a", paths)).toEqual(["a", "a/b"]);
    expect(leftOut("/a/", paths)).toEqual(["a", "a/b"]);
    expect(leftOut("./c//x/../d/", paths)).toEqual(["c/d/e"]);
    expect(leftOut("  c/f  ", paths)).toEqual(["c/f"]);
  });

  test("knows * ? [a-z] and **", () => {
    const paths = ["x.md", "docs/x.md", "docs/deep/y.md", "a1", "ab", "temp", "some/temp/file"];
    expect(leftOut("*.md", paths)).toEqual(["x.md"]);
    expect(leftOut("**/*.md", paths)).toEqual(["x.md", "docs/x.md", "docs/deep/y.md"]);
    expect(leftOut("*/*.md", paths)).toEqual(["docs/x.md"]);
    expect(leftOut("a?", paths)).toEqual(["a1", "ab"]);
    expect(leftOut("a[0-9]", paths)).toEqual(["a1"]);
    expect(leftOut("**/temp", paths)).toEqual(["temp", "some/temp/file"]);
    expect(leftOut("docs/**", paths)).toEqual(["docs/x.md", "docs/deep/y.md"]);
    expect(leftOut("**", paths)).toEqual(paths);
    expect(leftOut("a\\?", ["a?", "ab"])).toEqual(["a?"]);
    expect(leftOut("a.c", ["a.c", "abc"])).toEqual(["a.c"]);
  });

  test("takes back what an exception names, and the last rule that says anything wins", () => {
    const paths = ["README.md", "README-secret.md", "other.md", "keep/in/this.txt", "keep/out.txt"];
    expect(leftOut("*.md\n!README*.md\nREADME-secret.md", paths)).toEqual(["README-secret.md", "other.md"]);
    expect(leftOut("*.md\nREADME-secret.md\n!README*.md", paths)).toEqual(["other.md"]);
    expect(leftOut("keep\n!keep/in", paths)).toEqual(["keep/out.txt"]);
  });

  test("passes over comments and empty lines", () => {
    expect(leftOut("# a\n\n \nb", ["a", "# a", "b"])).toEqual(["b"]);
  });
});

describe("an image's name", () => {
  test("is taken apart as Docker does", () => {
    const full = "registry.example.com:5000/team/app";
    expect(tagged(parseReference(`${full}:v1`))).toBe(`${full}:v1`);
    expect(tagged(parseReference("redis"))).toBe("docker.io/library/redis:latest");
    expect(tagged(parseReference("localhost/app"))).toBe("localhost/app:latest");
    expect(parseReference(`${full}@sha256:${"a".repeat(64)}`)).toMatchObject({
      tag: undefined,
      digest: `sha256:${"a".repeat(64)}`,
    });
  });

  test("is canonical only when it is written out", () => {
    const isCanonical = (name: string) => parseReference(name).isCanonical;
    expect(["registry.example.com/app", "docker.io/owner/app:v1", "localhost:5000/app"].every(isCanonical)).toBe(true);
    expect(["redis", "owner/app", "docker.io/redis", "index.docker.io/owner/app"].some(isCanonical)).toBe(false);
  });

  test("is refused in Docker's words", () => {
    expect(() => parseReference("Owner/App")).toThrow("repository name (Owner/App) must be lowercase");
    for (const bad of ["", "a b", "a:", "a@sha256:12", "-a", "a//b"])
      expect(() => parseReference(bad)).toThrow("invalid reference");
  });
});
