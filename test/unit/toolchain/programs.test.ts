import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dependencies } from "../../../package.json";
import { type Platform, serves, wantedVersions } from "../../../toolchain/program";
import { modulesFolder, programs } from "../../../toolchain/programs";
import { inWords } from "../../../toolchain/progress";

const platforms: Platform[] = (["linux", "darwin"] as const).flatMap((os) =>
  (["amd64", "arm64"] as const).map((arch) => ({ os, arch })),
);
const named = (name: string) => programs.find((program) => program.name === name);
const version = fc.tuple(fc.nat(40), fc.nat(400), fc.nat(20)).map((parts) => parts.join("."));

test("each module is pinned by go.mod in the version that the table names", () => {
  for (const { name, version, module } of programs) {
    if (module === undefined || module.package === ".") continue;
    const goMod = readFileSync(join(modulesFolder, module.folder, "go.mod"), "utf8");
    const pins = [...goMod.matchAll(/^\s*(?:require )?(\S+) v(\d+\.\d+\.\d+)( \/\/ indirect)?$/gm)];
    const pin = pins.filter(([, path = ""]) => module.package === path || module.package.startsWith(`${path}/`));
    expect(
      pin.map(([, , pinned]) => pinned),
      name,
    ).toEqual([module.version ?? version]);
  }
});

test("the engine, the evaluator and the kubernetes plugin are of the same versions as the packages of npm", () => {
  expect(named("pulumi")?.version).toBe(dependencies["@pulumi/pulumi"]);
  expect(named("pulumi-resource-kubernetes")?.version).toBe(dependencies["@pulumi/kubernetes"]);
  expect(named("sophia-esc")?.version).toMatch(new RegExp(`^${dependencies["@pulumi/pulumi"]}-[0-9a-f]{8}$`));
});

test("a necessary program has a module, so that it can be had behind a closed network", () => {
  for (const program of programs)
    expect(program.module !== undefined || program.without !== undefined, program.name).toBe(true);
});

test("downloads come over TLS and name version and platform", () => {
  for (const program of programs) {
    const urls = platforms.map((platform) => program.download?.(platform)?.url).filter((url) => url !== undefined);
    expect(new Set(urls).size, program.name).toBe(urls.length);
    for (const url of urls) expect(url).toMatch(new RegExp(`^https://.*v${program.version.replaceAll(".", "\\.")}`));
  }
});

test("the downloads of Linux on x64 are the vendors'", () => {
  const urls = programs.flatMap(({ download }) => download?.({ os: "linux", arch: "amd64" }) ?? []);
  expect(urls.map(({ url }) => url)).toEqual([
    "https://get.pulumi.com/releases/sdk/pulumi-v3.259.0-linux-x64.tar.gz",
    "https://get.pulumi.com/releases/sdk/pulumi-v3.259.0-linux-x64.tar.gz",
    "https://get.pulumi.com/releases/plugins/pulumi-resource-kubernetes-v4.34.2-linux-amd64.tar.gz",
    "https://github.com/etcd-io/etcd/releases/download/v3.6.4/etcd-v3.6.4-linux-amd64.tar.gz",
    "https://dl.k8s.io/v1.34.1/bin/linux/amd64/kube-apiserver",
    "https://dl.k8s.io/v1.34.1/bin/linux/amd64/kube-controller-manager",
    "https://dl.k8s.io/v1.34.1/bin/linux/amd64/kube-scheduler",
    "https://github.com/kubernetes-sigs/kwok/releases/download/v0.7.0/kwok-linux-amd64",
    "https://github.com/rhysd/actionlint/releases/download/v1.7.12/actionlint_1.7.12_linux_amd64.tar.gz",
  ]);
});

test("a version serves itself, and no version serves two majors", () => {
  fc.assert(
    fc.property(version, version, (found, wanted) => {
      for (const rule of ["same minor", "same major, not older"] as const) {
        expect(serves(found, found, rule)).toBe(true);
        if (found.split(".")[0] !== wanted.split(".")[0]) expect(serves(found, wanted, rule)).toBe(false);
      }
    }),
  );
});

test("of two different versions of one major only the newer one serves where it must not be older", () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [a, b] = [one, other].map((it) => it.replace(/^\d+/, "3"));
      fc.pre(a !== undefined && b !== undefined && a !== b);
      expect(serves(a, b, "same major, not older")).toBe(!serves(b, a, "same major, not older"));
    }),
  );
  expect(serves("3.260.0", "3.259.0", "same major, not older")).toBe(true);
  expect(serves("3.258.9", "3.259.0", "same major, not older")).toBe(false);
  expect(serves("1.34.9", "1.34.1", "same minor")).toBe(true);
  expect(serves("1.35.1", "1.34.1", "same minor")).toBe(false);
});

test("what serves and how long a build takes are told in words", () => {
  const words = programs.map((program) => wantedVersions(program));
  expect(words.slice(0, 4)).toEqual([
    "3.259.0 or a newer 3.x",
    "3.259.0, or 3.68.0 where it is built",
    "4.34.2",
    "3.6.x",
  ]);
  expect([15, 75, 215].map(inWords)).toEqual(["about 15 s", "1 to 2 minutes", "3 to 4 minutes"]);
});
