import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Authority, serviceAccountKey } from "../../../sandbox/kubernetes/cluster/certificates";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pki-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SERVER = { commonName: "kube-apiserver", addresses: ["127.0.0.1", "127.70.1.64", "kubernetes.default.svc"] };
const ADMIN = { commonName: "system:admin", organization: "system:masters" };

describe("what an authority issues", () => {
  test("is signed by it and speaks for its subject", async () => {
    const authority = await Authority.open(folder);
    const server = new X509Certificate((await authority.issue("server", SERVER)).certificate);
    const issuer = new X509Certificate(authority.certificate);
    expect(server.verify(issuer.publicKey)).toBe(true);
    expect(issuer.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkIP("127.70.1.64")).toBe("127.70.1.64");
    expect(server.checkIP("127.70.1.65")).toBeUndefined();
    expect(server.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
    const admin = new X509Certificate((await authority.issue("admin", ADMIN)).certificate);
    expect(admin.subject).toBe("O=system:masters\nCN=system:admin");
  });

  test("stays the same over restarts, as it is in Pulumi's state", async () => {
    const first = await (await Authority.open(folder)).issue("admin", ADMIN);
    expect(await (await Authority.open(folder)).issue("admin", ADMIN)).toEqual(first);
  });

  test("is issued anew where it has to speak for more", async () => {
    const authority = await Authority.open(folder);
    const first = await authority.issue("server", SERVER);
    const second = await authority.issue("server", { ...SERVER, addresses: [...SERVER.addresses, "127.80.1.1"] });
    expect(second.certificate).not.toBe(first.certificate);
    expect(new X509Certificate(second.certificate).checkIP("127.80.1.1")).toBeDefined();
  });

  test("is readable by the user alone", async () => {
    const authority = await Authority.open(folder);
    const { file } = await authority.issue("admin", ADMIN);
    for (const path of [file, join(folder, "ca.pem"), serviceAccountKey(folder)]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(authority.certificateFile, "utf8")).not.toContain("PRIVATE KEY");
  });
});

test("a damaged file is named, with what mends it", async () => {
  await Authority.open(folder);
  writeFileSync(join(folder, "ca.pem"), "");
  await expect(Authority.open(folder)).rejects.toThrow("ca.pem holds no certificate with its key: remove the file");
});
