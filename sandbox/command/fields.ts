import { type Fields, flag, integer, json, list, map, object, text } from "../table/field";

const logging = text({ oneOf: ["stdout", "stderr", "stdoutAndStderr", "none"] });
const triggers = list(json());

/** How a host is reached; the same for a bastion. */
const host: Fields = {
  host: text({ required: true }),
  port: integer({ default: 22, min: 1, max: 65535 }),
  user: text({ default: "root" }),
  password: text({ secret: "shown" }),
  privateKey: text({ secret: "shown" }),
  privateKeyPassword: text({ secret: "shown" }),
  agentSocketPath: text(),
  hostKey: text(),
  dialErrorLimit: integer({ default: 10, min: -1 }),
  perDialTimeout: integer({ default: 15, min: 0 }),
};

const connection = object({ ...host, proxy: object(host) }, { required: true });

/** What a command has wherever it runs. */
const command: Fields = {
  create: text(),
  update: text(),
  delete: text(),
  environment: map(text()),
  stdin: text(),
  logging,
  addPreviousOutputInEnv: flag(),
  triggers,
};

const local: Fields = {
  dir: text(),
  interpreter: list(text(), { min: 1 }),
  assetPaths: list(text()),
  archivePaths: list(text()),
};

/** The inputs of `command:local:run`. */
export const RUN: Fields = {
  ...local,
  command: text({ required: true }),
  environment: map(text()),
  stdin: text(),
  logging,
  addPreviousOutputInEnv: flag(),
};

/** The inputs of each resource type, as the schema of `@pulumi/command` 1.2.1 has them. */
export const LOCAL_COMMAND: Fields = { ...command, ...local };
export const REMOTE_COMMAND: Fields = { ...command, connection };
export const COPY_TO_REMOTE: Fields = {
  connection,
  source: json({ required: true }),
  remotePath: text({ required: true }),
  triggers,
};
export const COPY_FILE: Fields = {
  connection,
  localPath: text({ required: true }),
  remotePath: text({ required: true }),
  triggers,
};
