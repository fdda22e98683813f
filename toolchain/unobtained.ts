import { UserError } from "../cli/userError";
import { goWanted } from "./go";
import type { Machine } from "./machine";
import { type Program, wantedVersions } from "./program";
import type { Search } from "./search";

/** A program that could not be had, and why each way was closed. */
export interface Failure {
  readonly program: Program;
  readonly refused: Search["refused"];
  readonly download: string;
  readonly build: string;
}

/** One error for all programs that could not be had, which names the ways and what would open one of them. */
export async function unobtained(machine: Machine, failures: readonly Failure[]): Promise<UserError> {
  const lines = failures.flatMap(({ program, refused, download, build }) => [
    `${program.name} ${wantedVersions(program)} could not be obtained`,
    `  on PATH: ${refused.map(({ path, version }) => `${path} is ${version}`).join(", ") || "none"}`,
    `  by download: ${download}`,
    `  from its Go module: ${build}`,
  ]);
  const modules = failures.flatMap(({ program }) => program.module ?? []);
  const go = (await Promise.all(modules.map(({ folder }) => goWanted(machine, folder)))).sort().at(-1);
  const onPath = failures.flatMap(({ program }) =>
    program.onPath ? `${program.name} ${wantedVersions(program)}` : [],
  );
  const hosts = failures.flatMap(({ program }) => {
    const download = program.download?.(machine.platform);
    return download === undefined ? [] : new URL(download.url).host;
  });
  const ways = [
    ...(go === undefined
      ? []
      : [`install Go ${go} or newer (https://go.dev/doc/install) and let it reach a module proxy`]),
    ...(onPath.length === 0 ? [] : [`put ${onPath.join(", ")} on PATH`]),
    ...(hosts.length === 0 ? [] : [`allow downloads from ${[...new Set(hosts)].join(", ")}`]),
  ];
  return new UserError(
    lines.join("\n"),
    `One of these is enough: ${ways.join("; or ")}. Then run the same command again.`,
  );
}
