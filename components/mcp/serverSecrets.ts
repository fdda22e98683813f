import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { McpServerName } from "../../config/mcpServers";
import type { Settings } from "../../config/settings";
import { credentialsOf } from "../../credentials/catalogue";
import type { Credentials } from "../../credentials/credentials";

/** A Kubernetes Secret's `data`: each value in base64. */
type SecretData = Readonly<Record<string, pulumi.Output<string>>>;

/** The credentials of what is behind a server, by environment variable. */
export function serverCredentials(server: McpServerName, credentials: Credentials): SecretData {
  const mine = credentialsOf(`mcp-server:${server}`);
  return Object.fromEntries(mine.map((one) => [one.environmentVariable, credentials[one.id].apply(base64)]));
}

/** By service, the environment variable of its credential. */
export function serviceVariables(server: McpServerName): Record<string, string> {
  const mine = credentialsOf(`mcp-server:${server}`);
  return Object.fromEntries(mine.map(({ service, environmentVariable }) => [service, environmentVariable]));
}

/** What the kubelet pulls images with, as `docker login` would write it, in base64. */
export function dockerConfig(
  { server, user }: Settings["mcp"]["registry"],
  token: pulumi.Output<string>,
): pulumi.Output<string> {
  return token.apply((password) => {
    const login = { username: user, password, auth: base64(`${user}:${password}`) };
    return base64(JSON.stringify({ auths: { [server]: login } }));
  });
}

/** Changes when any of the values does. */
export function checksumOf(data: SecretData): pulumi.Output<string> {
  const digest = (values: Readonly<Record<string, string>>) => {
    const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
  };
  return pulumi.all(data).apply(digest);
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
