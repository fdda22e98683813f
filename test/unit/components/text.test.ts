import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { reachableKubeconfig, serverOf } from "../../../components/cluster/kubeconfig";
import { fill } from "../../../components/template";

describe("fill", () => {
  it("puts each value in its place, as often as it is asked for", () => {
    expect(fill("%{a} {{ b }} %{a}%{c}", { a: "$1", c: "%{a}" })).toBe("$1 {{ b }} $1%{a}");
  });

  it("refuses a placeholder without a value, and a value without a placeholder, and shows no value", () => {
    expect(() => fill("%{a} %{b}", { a: "secret" })).toThrow("the template wants b, for which there is no value");
    expect(() => fill("%{a}", { a: "secret", b: "secret" })).toThrow("the template has no place for b");
  });
});

describe("reachableKubeconfig", () => {
  const k3s = (server: string) =>
    `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: AAAA\n    server: ${server}\n  name: default\n`;

  it("replaces the address, keeps the port, and checks the certificate by a name that it carries", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 65535 }), (address, port) => {
        const config = reachableKubeconfig(k3s(`https://127.0.0.1:${port}`), address);
        expect(parse(config).clusters).toEqual([
          {
            name: "default",
            cluster: {
              "certificate-authority-data": "AAAA",
              server: `https://${address}:${port}`,
              "tls-server-name": "kubernetes",
            },
          },
        ]);
        expect(serverOf(config)).toBe(`https://${address}:${port}`);
      }),
    );
  });

  it("takes an IPv6 address, and a quoted server", () => {
    const config = reachableKubeconfig(k3s('"https://127.0.0.1:6443"'), "2001:db8::7");
    expect(serverOf(config)).toBe("https://[2001:db8::7]:6443");
  });

  it("refuses what is no kubeconfig of k3s without showing it", () => {
    expect(() => reachableKubeconfig("client-key-data: c2VjcmV0", "203.0.113.7")).toThrow(
      /^the kubeconfig on the host has no `server: https:\/\/127\.0\.0\.1:<port>`: is k3s installed there\?$/,
    );
  });
});
