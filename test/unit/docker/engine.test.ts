import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { NAME, Yard } from "./yard";

let yard: Yard;

beforeEach(() => {
  yard = new Yard();
});

afterEach(() => yard.close());

describe("an image with an engine", () => {
  const ID = `sha256:${"e".repeat(64)}`;
  const engine = (more = "") => `
case "$1" in
  version) echo 29.0.0 ;;
  build) printf '%s\\n' "$@" > "${yard.folder}/arguments"; env > "${yard.folder}/environment"; echo "step 1/2"; ${more}
    while [ "$1" != --iidfile ]; do shift; done; printf '${ID}' > "$2" ;;
esac`;

  test("is really built, and its id is its digest", async () => {
    yard.installDocker(engine());
    const build = { context: "app", platform: "linux/amd64", target: "final", args: { TOKEN: "hush-hush" } };
    const outputs = await yard.create(await yard.checked({ build }));
    expect(outputs.repoDigest).toBe(`registry.example.com/team/app@${ID}`);
    expect(yard.said).toEqual(["step 1/2"]);
    const args = readFileSync(join(yard.folder, "arguments"), "utf8").trim().split("\n");
    expect(args).toEqual(
      ["build", "--file", join(yard.folder, "app", "Dockerfile"), "--tag", NAME, "--iidfile", args[6]].concat([
        "--build-arg",
        "TOKEN",
        "--target",
        "final",
        "--platform",
        "linux/amd64",
        join(yard.folder, "app"),
      ]),
    );
    expect(readFileSync(join(yard.folder, "environment"), "utf8")).toContain("TOKEN=hush-hush");
  });

  test("isn't known in a preview, unless the program wants it built there", async () => {
    yard.installDocker(engine());
    expect((await yard.create(await yard.checked(), true)).repoDigest).toBe(UNKNOWN);
    expect((await yard.create(await yard.checked({ buildOnPreview: true }), true)).repoDigest).toContain(ID);
    expect(yard.world.counts()).toEqual({});
  });

  test("fails with what the build wrote", async () => {
    yard.installDocker(engine("echo 'no such base image' >&2; exit 1;"));
    await expect(yard.create(await yard.checked())).rejects.toThrow(/exit status 1:\n(.*\n)*no such base image/);
    expect(yard.world.counts()).toEqual({});
  });
});
