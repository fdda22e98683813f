import { expect, it } from "vitest";
import { sshConnection } from "../../../components/cluster/connection";

const target = { host: "203.0.113.7", hostKey: "ssh-ed25519 host", privateKey: "key" };

it("talks only to a host that has the key which it was given", () => {
  expect(sshConnection({ user: "ubuntu", port: 22 }, target)).toEqual({ ...target, user: "ubuntu", port: 22 });
});

it("goes through the bastion where there is one, and verifies that too", () => {
  const bastion = { host: "bastion.example", port: 2222, user: "jump", hostKey: "ssh-ed25519 bastion" };
  expect(sshConnection({ user: "ubuntu", port: 22, bastion }, target)).toMatchObject({
    hostKey: "ssh-ed25519 host",
    proxy: { ...bastion, privateKey: "key" },
  });
});
