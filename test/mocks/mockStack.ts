import { readFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { parse } from "yaml";
import { authorizedKeys } from "../../credentials/authorizedKeys";
import { catalogue, programCredentials } from "../../credentials/catalogue";
import { sshPublicKey } from "../../credentials/openSsh";
import { standInSecrets } from "../../credentials/standIns";
import { type MockedProgram, mockProgram } from "./mockProgram";

export const stacks = ["local", "staging", "prod"] as const;
export type StackName = (typeof stacks)[number];

/** Always the same, so that what depends on a credential is the same in every run. */
export const mockSecrets: Readonly<Record<string, string>> = standInSecrets("mock", catalogue);

/** The whole program, `index.ts`, as the committed stack file and stand-in credentials make it. */
export function mockStack(stack: StackName): Promise<MockedProgram> {
  return mockIndex(stack, stackConfig(stack));
}

/** The same with any configuration. */
export function mockIndex(stack: string, config: Readonly<Record<string, string>>): Promise<MockedProgram> {
  const secretKeys = programCredentials.map(({ configKey }) => `sophia-infra:${configKey}`);
  const program = async () => {
    vi.resetModules();
    return { ...(await import("../../index")) };
  };
  return mockProgram(program, { stack, config, secretKeys });
}

/** What the engine would hand to the program: the committed settings, structured ones as JSON, and the credentials. */
export function stackConfig(stack: StackName): Record<string, string> {
  const file = readFileSync(join(__dirname, `../../Pulumi.${stack}.yaml`), "utf8");
  const settings = Object.entries(parse(file).config as Record<string, unknown>);
  return {
    ...Object.fromEntries(settings.map(([key, value]) => [key, JSON.stringify(value)])),
    ...Object.fromEntries(
      programCredentials.map(({ id, configKey }) => [`sophia-infra:${configKey}`, mockSecrets[id] ?? ""]),
    ),
    [`sophia-infra:${authorizedKeys.configKey}`]: sshPublicKey(mockSecrets["lambda-ssh-private-key"] ?? ""),
  };
}
