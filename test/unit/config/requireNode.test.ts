import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { complaintAboutNode, oldestNode } from "../../../config/requireNode";

it.each(["22.12.0", "22.13.1", "24.0.0", "30.1.2"])("runs on Node %s", (version) => {
  expect(complaintAboutNode(version)).toBeUndefined();
});

it.each(["18.20.0", "20.20.2", "22.11.9"])("says in one line that Node %s is too old", (version) => {
  const complaint = complaintAboutNode(version);
  expect(complaint).toMatch(`Node ${version} is too old: sophia-infra needs 22.12.0 or newer`);
  expect(complaint).not.toContain("\n");
});

it("asks for what package.json asks for", () => {
  const { engines } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));
  expect(`${engines.node}.0`).toBe(`>=${oldestNode}`);
});

it("is the program's first import, before anything that an old Node cannot load", () => {
  const program = readFileSync(join(__dirname, "../../../index.ts"), "utf8");
  expect(program.startsWith('import "./config/requireNode";\n')).toBe(true);
  expect(readFileSync(join(__dirname, "../../../config/requireNode.ts"), "utf8")).not.toMatch(/^import /m);
});
