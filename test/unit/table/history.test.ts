import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SandboxContext } from "../../../sandbox/context";
import { githubPlugin, githubRows } from "../../../sandbox/github/plugin";
import type { Props, Value } from "../../../sandbox/plugin/types";
import { snowflakePlugin, snowflakeRows } from "../../../sandbox/snowflake/plugin";
import { isSame } from "../../../sandbox/table/aligned";
import { secretPaths } from "../../../sandbox/table/field";
import type { TablePlugin } from "../../../sandbox/table/plugin";
import type { Row, Rows } from "../../../sandbox/table/row";
import { Sealer } from "../../../sandbox/table/secrets";
import { Shape, type Spelling } from "../../../sandbox/table/shape";
import { vercelPlugin, vercelRows } from "../../../sandbox/vercel/plugin";
import { inputsOf, isFree, valuesOf } from "./arbitrary";
import { Driver, type Made, sandboxContext, tamper } from "./support";

interface Vendor {
  readonly open: (context: SandboxContext) => TablePlugin;
  readonly rows: Rows;
  readonly args: Props;
  readonly scope: string;
  readonly spelling: Spelling;
}

const snowflake: Vendor = {
  open: snowflakePlugin,
  rows: snowflakeRows,
  args: { accountName: "a", user: "u", password: "p" },
  scope: "",
  spelling: "snake_case",
};
const github: Vendor = {
  open: githubPlugin,
  rows: githubRows,
  args: { owner: "sophia-ai", token: "t" },
  scope: "sophia-ai/",
  spelling: "snake_case",
};
const vercel: Vendor = {
  open: vercelPlugin,
  rows: vercelRows,
  args: { apiToken: "t" },
  scope: "",
  spelling: "camelCase",
};

const only = (value: Value) => fc.constant(value);
const own = { repository: only("sophia-infra") };
const cases: [name: string, vendor: Vendor, special: Record<string, fc.Arbitrary<Value>>][] = [
  [
    "Warehouse",
    snowflake,
    { name: only("WH"), minClusterCount: only(1), maxClusterCount: fc.integer({ min: 1, max: 9 }) },
  ],
  [
    "ResourceMonitor",
    snowflake,
    {
      name: only("M"),
      creditQuota: fc.integer({ min: 1 }),
      frequency: only("DAILY"),
      startTimestamp: only("IMMEDIATELY"),
      suspendTrigger: fc.integer({ min: 1 }),
    },
  ],
  ["Database", snowflake, { name: only("DB"), isTransient: only(false) }],
  ["AccountRole", snowflake, { name: only("R") }],
  ["ServiceUser", snowflake, { name: only("U") }],
  ["RepositoryEnvironment", github, { ...own, environment: only("prod") }],
  ["ActionsVariable", github, { ...own, variableName: only("A") }],
  ["ActionsOrganizationVariable", github, { variableName: only("A"), visibility: only("selected") }],
  [
    "ActionsSecret",
    github,
    { ...own, secretName: only("A"), value: fc.string(), plaintextValue: only(null), keyId: only(null) },
  ],
  [
    "RepositoryFile",
    github,
    { ...own, file: only("a/b"), commitAuthor: only("a"), commitEmail: only("a@b.c"), branch: only("main") },
  ],
  [
    "Repository",
    github,
    { name: only("app"), visibility: only("private"), private: only(null), archiveOnDestroy: only(false) },
  ],
  ["BranchProtection", github, { repositoryId: only("sophia-infra"), pattern: only("main") }],
  ["Project", vercel, { name: only("web") }],
  ["EdgeConfig", vercel, { name: only("flags") }],
];

describe("any history of an object", () => {
  it.each(cases)(
    "of type %s leaves Pulumi and its vendor of one mind",
    async (name, vendor, special) => {
      const [type, row] = Object.entries(vendor.rows).find(([token]) => token.endsWith(`:${name}`)) ?? [];
      if (type === undefined || row === undefined) throw new Error(`no ${name}`);
      const inputs = inputsOf(row.fields, special);
      const step = fc.oneof(
        inputs.map((news) => ({ news })),
        tampering(row, special),
        fc.constant({ gone: true as const }),
      );
      await fc.assert(
        fc.asyncProperty(inputs, fc.array(step, { maxLength: 6 }), async (first, steps) => {
          const context = sandboxContext();
          const plugin = vendor.open(context);
          const driver = await Driver.open(plugin, vendor.args);
          const hand = new Shape(vendor.spelling, new Sealer(`${context.folder}/${plugin.name}`));
          let made = await settled(plugin, driver, await driver.create(type, first));
          for (const next of steps) {
            if ("news" in next) made = await settled(plugin, driver, await driver.update(made, next.news));
            else if ("field" in next) made = await byHand(context, vendor, row, driver, hand, made, next);
            else {
              await driver.delete(made);
              expect(await driver.read(made)).toBeUndefined();
              expect(plugin.findByInputs(type, made.inputs)).toBeUndefined();
              made = await settled(plugin, driver, await driver.create(type, made.program));
            }
          }
        }),
        { numRuns: 8 },
      );
    },
    30_000,
  );
});

interface Tampering {
  readonly field: string;
  readonly value: Value;
}

/** Another value of a field that the vendor keeps and shows, and that doesn't say which object it is. */
function tampering(
  row: Row,
  special: Record<string, fc.Arbitrary<Value>>,
): fc.Arbitrary<Tampering | { readonly gone: true }> {
  const open = Object.entries(row.fields).filter(([name, field]) => {
    const isShown = !field.pluginOnly && secretPaths({ [name]: field }).length === 0;
    return special[name] === undefined && isFree(field) && isShown && !field.computed;
  });
  if (open.length === 0) return fc.constant({ gone: true as const });
  return fc
    .constantFrom(...open)
    .chain(([name, field]) => valuesOf(field, undefined).map((value) => ({ field: name, value })));
}

/** After an `up`: nothing left to do, nothing to see in a refresh, and found again by its inputs. */
async function settled(plugin: TablePlugin, driver: Driver, made: Made): Promise<Made> {
  expect(await driver.changes(made, made.program)).toEqual({});
  const found = await driver.read(made);
  expect(found?.inputs).toEqual(made.inputs);
  expect(await driver.drift(made)).toEqual({});
  expect(plugin.findByInputs(made.type, made.inputs)).toBe(made.id);
  return made;
}

/** A change behind Pulumi's back is seen exactly where it is one, and the next update mends it. */
async function byHand(
  context: SandboxContext,
  vendor: Vendor,
  row: Row,
  driver: Driver,
  hand: Shape,
  made: Made,
  { field: name, value }: Tampering,
): Promise<Made> {
  const field = row.fields[name];
  if (field === undefined) throw new Error(`no ${name}`);
  const changed = hand.toVendor({ [name]: field }, { [name]: value });
  tamper(context, row.collection, vendor.scope + made.id, changed as Parameters<typeof tamper>[3]);
  const before = made.inputs[name] === field.unsetAs ? field.vendorDefault : (made.inputs[name] ?? field.vendorDefault);
  const seen = await driver.drift(made);
  if (isSame(field, before, value)) expect(seen).toEqual({});
  else expect(Object.keys(seen).map((path) => path.split(/[.[]/)[0])).toContain(name);
  const found = await driver.read(made);
  const mended = await driver.update(found ?? made, made.program);
  expect(await driver.drift(mended)).toEqual({});
  return mended;
}
