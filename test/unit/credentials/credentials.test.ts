import { describe, expect, it } from "vitest";
import { type Credential, catalogue } from "../../../credentials/catalogue";
import { complaintAbout } from "../../../credentials/credentials";
import { mockSecrets } from "../../mocks/mockStack";

const values: Readonly<Record<string, string>> = mockSecrets;
const read = (changes: Readonly<Record<string, string | undefined>>) => (credential: Credential) =>
  credential.id in changes ? changes[credential.id] : values[credential.id];

describe("complaintAbout", () => {
  it("has nothing to say where every credential is there", () => {
    expect(complaintAbout(catalogue, read({}), "staging")).toBeUndefined();
  });

  it("names a missing credential, its ESC path and the command that sets it", () => {
    expect(complaintAbout(catalogue, read({ "lambda-api-key": undefined }), "staging")).toBe(
      [
        '1 credential of stack "staging" is not usable; nothing was touched.',
        "  E_MISSING_CREDENTIAL lambda-api-key: ESC path infrastructure.lambda.apiKey should hold " +
          '"secret_" and 32 to 200 characters of [0-9A-Za-z_-], from https://cloud.lambda.ai/api-keys',
        "    set it, value on standard input: pulumi env set sophia-vault/staging infrastructure.lambda.apiKey " +
          "--secret --string --file -",
      ].join("\n"),
    );
  });

  it("takes one that is declared but empty for missing", () => {
    expect(complaintAbout(catalogue, read({ "openai-api-key": "" }), "prod")).toContain(
      "E_MISSING_CREDENTIAL openai-api-key",
    );
  });

  it("names all at once", () => {
    const complaint = complaintAbout(catalogue, () => undefined, "prod");
    for (const { id, escPath } of catalogue) expect(complaint).toMatch(new RegExp(` ${id}: ESC path ${escPath} `));
    expect(complaint).toContain(`${catalogue.length} credentials of stack "prod" are not usable`);
  });

  it.each(catalogue)("refuses a malformed $id without showing it", ({ id }) => {
    const malformed = `not this one ${values[id]?.slice(0, 40)}`;
    const complaint = complaintAbout(catalogue, read({ [id]: malformed }), "prod") ?? "";
    expect(complaint).toContain(`E_MALFORMED_CREDENTIAL ${id}`);
    expect(complaint).not.toContain("not this one");
    expect(complaint.split("\n")).toHaveLength(3);
  });

  it.each(["lambda-ssh-private-key", "snowflake-private-key"])("refuses a %s that was cut off", (id) => {
    const cut = values[id]?.split("\n").toSpliced(3, 1).join("\n");
    expect(complaintAbout(catalogue, read({ [id]: cut }), "prod")).toContain(`E_MALFORMED_CREDENTIAL ${id}`);
  });
});
