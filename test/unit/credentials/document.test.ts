import { join } from "node:path";
import { expect, it } from "vitest";
import { catalogue } from "../../../credentials/catalogue";
import { credentialsDocument } from "../../../credentials/document";

it("docs/credentials.md says what the catalogue says", async () => {
  await expect(credentialsDocument()).toMatchFileSnapshot(join(__dirname, "../../../docs/credentials.md"));
});

it("has one row a credential, each with as many cells as the header", () => {
  const rows = credentialsDocument()
    .split("\n")
    .filter((line) => line.startsWith("| ["));
  expect(rows.map((row) => /\[(.+?)\]/.exec(row)?.[1]).sort()).toEqual(catalogue.map(({ id }) => id).sort());
  for (const row of rows) expect(row.split(" | ")).toHaveLength(8);
});
