import { describe, expect, it } from "vitest";
import { authorizedKeys } from "../../../credentials/authorizedKeys";
import { programCredentials } from "../../../credentials/catalogue";
import { complaintAbout } from "../../../credentials/credentials";
import { sshPublicKey } from "../../../credentials/openSsh";
import { mockSecrets } from "../../mocks/mockStack";

const values: Readonly<Record<string, string>> = {
  ...mockSecrets,
  [authorizedKeys.id]: sshPublicKey(mockSecrets["lambda-ssh-private-key"] ?? ""),
};
const ids = new Map([...programCredentials, authorizedKeys].map(({ id, configKey }) => [configKey as string, id]));

/** As the program reads them, with `changes` by id. */
const read = (changes: Readonly<Record<string, string | undefined>>) => (configKey: string) => {
  const id = ids.get(configKey) ?? "";
  return id in changes ? changes[id] : values[id];
};

describe("complaintAbout", () => {
  it("has nothing to say where every credential is there", () => {
    expect(complaintAbout(read({}), "staging")).toBeUndefined();
  });

  it("names a missing credential, its ESC path and the command that sets it", () => {
    expect(complaintAbout(read({ "lambda-api-key": undefined }), "staging")).toBe(
      [
        '1 credential of stack "staging" is not usable; nothing was touched.',
        "  E_MISSING_CREDENTIAL lambda-api-key: ESC path infrastructure.lambda.apiKey should hold " +
          '"secret_" and 32 to 200 characters of [0-9A-Za-z_-], from https://cloud.lambda.ai/api-keys',
        "    set it: sophia esc set lambda-api-key --stack staging",
      ].join("\n"),
    );
  });

  it("takes one that is declared but empty for missing", () => {
    expect(complaintAbout(read({ "openai-api-key": "" }), "prod")).toContain("E_MISSING_CREDENTIAL openai-api-key");
  });

  it("names all at once", () => {
    const complaint = complaintAbout(() => undefined, "prod");
    for (const { id, escPath } of [...programCredentials, authorizedKeys]) {
      expect(complaint).toMatch(new RegExp(` E_MISSING_CREDENTIAL ${id}: ESC path ${escPath} `));
    }
    expect(complaint).toContain(`${programCredentials.length + 1} credentials of stack "prod" are not usable`);
  });

  it.each(programCredentials)("refuses a malformed $id without showing it", ({ id }) => {
    const malformed = `not this one ${values[id]?.slice(0, 40)}`;
    const complaint = complaintAbout(read({ [id]: malformed }), "prod") ?? "";
    expect(complaint).toContain(`E_MALFORMED_CREDENTIAL ${id}`);
    expect(complaint).not.toContain("not this one");
    expect(complaint.split("\n")).toHaveLength(3);
  });

  it.each(["lambda-ssh-private-key", "snowflake-private-key"])("refuses a %s that was cut off", (id) => {
    const cut = values[id]?.split("\n").toSpliced(3, 1).join("\n");
    expect(complaintAbout(read({ [id]: cut }), "prod")).toContain(`E_MALFORMED_CREDENTIAL ${id}`);
  });

  it("sends who misses what a login makes to what it logs in with", () => {
    expect(complaintAbout(read({ "github-token": "" }), "prod")).toContain(
      "ESC's gh-login makes it; set what it logs in with: sophia esc set github-app-private-key --stack prod",
    );
  });

  it("sends who misses what rotates by itself to the rotation", () => {
    const changes = { "lambda-ssh-private-key": "", [authorizedKeys.id]: "" };
    const complaint = complaintAbout(read(changes), "prod") ?? "";
    expect(complaint).toMatch(/^2 credentials /);
    expect(complaint.match(/make it: sophia rotate run --stack prod/g)).toHaveLength(2);
  });

  it("refuses hosts' keys that Pulumi's own is not among, without showing them", () => {
    const other = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
    const complaint = complaintAbout(read({ [authorizedKeys.id]: other }), "prod") ?? "";
    expect(complaint).toContain("E_MALFORMED_CREDENTIAL lambda-ssh-authorized-keys");
    expect(complaint).toContain("the key that Pulumi logs in with is not among them");
    expect(complaint).not.toContain("AAAAC3");
  });
});
