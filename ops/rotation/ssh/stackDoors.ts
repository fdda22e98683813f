import { z } from "zod";
import { type Settings, settingsSchema } from "../../../config/settings";
import type { Bastion, SshDoor } from "./login";

const stackFileSchema = z.object({
  config: z.object({ "sophia-infra:ssh": settingsSchema.unwrap().shape.ssh }),
});
const hostsSchema = z.array(z.object({ name: z.string(), address: z.string(), hostKey: z.string() }));

/** How hosts are reached: the section `sophia-infra:ssh` of a parsed stack file. Errors: there is none. */
export function sshSettings(stackFile: unknown): Settings["ssh"] {
  return stackFileSchema.parse(stackFile).config["sophia-infra:ssh"];
}

/** The stack's hosts by its output `hosts`; undefined where it has no such output, as before its first `up`. */
export function doorsOf(
  hosts: unknown,
  { user, port }: Settings["ssh"],
): readonly { readonly name: string; readonly door: SshDoor }[] | undefined {
  if (hosts === undefined) return undefined;
  const parsed = hostsSchema.parse(hosts);
  return parsed.map(({ name, address, hostKey }) => ({ name, door: { host: address, port, user, hostKey } }));
}

/** The host to go through, if the settings have one; `privateKey` is the one in use. */
export function bastionOf({ bastion }: Settings["ssh"], privateKey: string): Bastion | undefined {
  return bastion && { ...bastion, privateKey };
}
