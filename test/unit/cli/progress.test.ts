import type { EngineEvent } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { reportLines, shortType, summaryLine } from "../../../cli/progress/lines";
import { advance, differences, nothingYet, valueAt } from "../../../cli/progress/model";
import { treeLines } from "../../../cli/progress/tree";

const stack = "urn:pulumi:local::sophia-infra::pulumi:pulumi:Stack::sophia-infra-local";
const urnOf = (type: string, name: string) => `urn:pulumi:local::sophia-infra::${type}::${name}`;

function step(op: string, type: string, name: string, more: object = {}) {
  return { op, type, urn: urnOf(type, name), provider: "", new: { parent: stack, inputs: {}, outputs: {} }, ...more };
}
function events(...given: object[]) {
  return given.reduce<typeof nothingYet>(
    (progress, event, second) => advance(progress, event as EngineEvent, second * 1000),
    nothingYet,
  );
}

describe("the progress of an operation", () => {
  const begun = { resourcePreEvent: { metadata: step("create", "sophia:lambda:Fleet", "fleet") } };
  const host = step("create", "pulumi-nodejs:dynamic:Resource", "host", {
    new: { parent: urnOf("sophia:lambda:Fleet", "fleet"), inputs: {}, outputs: {} },
  });
  const message = { diagnosticEvent: { urn: host.urn, severity: "info", message: "<{%fg 1%}>waiting<{%reset%}>\n" } };

  it("is a tree with what is running, what it says and how long it takes", () => {
    const progress = events(begun, { resourcePreEvent: { metadata: host } }, message);
    const lines = treeLines(progress, 5000, { columns: 80, rows: 20 });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^ {2}\S+ \+ host pulumi-nodejs:dynamic:Resource 4\.0 s {2}waiting$/);
  });

  it("fits a small terminal, and keeps what is still running", () => {
    const done = Array.from({ length: 30 }, (_, n) => {
      const metadata = step("create", "a:b:C", `done-${n}`);
      return [{ resourcePreEvent: { metadata } }, { resOutputsEvent: { metadata } }];
    }).flat();
    const lines = treeLines(events(...done, { resourcePreEvent: { metadata: host } }), 0, { columns: 40, rows: 5 });
    expect(lines).toHaveLength(5);
    expect(lines.join("\n")).toContain("host");
    expect(lines.at(-1)).toContain("30 of 31 done");
  });

  it("reports a drift with path, value before and value after, and leaves out what did not change", () => {
    const drifted = step("refresh", "vercel:index/project:Project", "web", {
      old: { parent: stack, inputs: { framework: "nextjs" }, outputs: { framework: "nextjs" } },
      new: { parent: stack, inputs: { framework: "vite" }, outputs: { framework: "vite" } },
      detailedDiff: {
        framework: { diffKind: "update", inputDiff: false },
        __provider: { diffKind: "update", inputDiff: true },
      },
    });
    const same = step("refresh", "a:b:C", "calm");
    const progress = events({ resOutputsEvent: { metadata: drifted } }, { resOutputsEvent: { metadata: same } });
    expect(reportLines(progress)).toEqual(["~ vercel:Project web", '    framework: "nextjs" → "vite"']);
  });

  it("sums up in the engine's own counts", () => {
    const progress = events({ summaryEvent: { resourceChanges: { create: 2, same: 5, update: 0 } } });
    expect(summaryLine(progress)).toBe("+ 2 created, 5 unchanged");
  });
});

describe("valueAt", () => {
  it("follows Pulumi's paths through lists and quoted keys", () => {
    const properties = { spec: { containers: [{ env: { "a.b": 7 } }] } };
    expect(valueAt(properties, 'spec.containers[0].env["a.b"]')).toBe(7);
    expect(valueAt(properties, "spec.volumes[3].name")).toBeUndefined();
  });
});

describe("shortType", () => {
  it("leaves out the module's file name", () => {
    expect(shortType("snowflake:index/warehouse:Warehouse")).toBe("snowflake:Warehouse");
    expect(shortType("kubernetes:apps/v1:Deployment")).toBe("kubernetes:apps/v1:Deployment");
  });
});

describe("differences", () => {
  it("go down to the values that differ, by path", () => {
    const before = { rules: [{ port: 22, from: "a" }, { port: 80 }], tags: { "a.b": "1", same: true }, gone: 1 };
    const after = { rules: [{ port: 22, from: "b" }], tags: { "a.b": "2", same: true }, added: null };
    expect(differences(before, after, "")).toEqual([
      { path: "rules[0].from", kind: "update", before: "a", after: "b" },
      { path: "rules[1]", kind: "delete", before: { port: 80 }, after: undefined },
      { path: 'tags["a.b"]', kind: "update", before: "1", after: "2" },
      { path: "gone", kind: "delete", before: 1, after: undefined },
      { path: "added", kind: "add", before: undefined, after: null },
    ]);
  });

  it("do not mix lists and objects up", () => {
    expect(differences({ a: [1] }, { a: { 0: 1 } }, "")).toEqual([
      { path: "a", kind: "update", before: [1], after: { 0: 1 } },
    ]);
  });
});
