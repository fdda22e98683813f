import { type Fields, integer, set, text } from "../table/field";
import type { Moment, Row } from "../table/row";
import { asText } from "../table/value";
import {
  createdAt,
  environment,
  inEnvironment,
  LARGEST_VALUE,
  repository,
  selectedOnly,
  setAt,
  validName,
  visibility,
} from "./actions";
import { needsEnvironment } from "./environments";
import { answer, inRepository, joinId, needsRepository, orgPath, repoPath, repositoryId, timestamps } from "./rest";

const TAKEN = "409 Already exists - Variable already exists";
const GONE = "404 Not Found";

const fields: Fields = {
  value: text({ required: true, max: LARGEST_VALUE }),
  variableName: text({ required: true, forcesReplacement: true, valid: validName, as: "name" }),
};
const commons = { facts: timestamps, changing: { updatedAt: "any update" } } satisfies Partial<Row>;
const times = { createdAt, updatedAt: setAt };

export const actionsVariable: Row = {
  ...commons,
  collection: "github.variable",
  fields: { ...fields, repository },
  identity: { id: (inputs) => joinId(inputs.repository, inputs.variableName) },
  taken: (at) => answer("POST", repoPath(at, at.inputs, "actions/variables"), TAKEN),
  gone: (at) => answer("PATCH", repoPath(at, at.inputs, "actions/variables", nameOf(at)), GONE),
  needs: needsRepository,
  parents: inRepository,
  outputs: { ...times, repositoryId },
};

export const actionsEnvironmentVariable: Row = {
  ...commons,
  collection: "github.environmentVariable",
  fields: { ...fields, environment, repository },
  identity: { id: (inputs) => joinId(inputs.repository, inputs.environment, inputs.variableName) },
  taken: (at) => answer("POST", environmentPath(at, "variables"), TAKEN),
  gone: (at) => answer("PATCH", environmentPath(at, "variables", nameOf(at)), GONE),
  needs: needsEnvironment,
  parents: inEnvironment,
  outputs: { ...times, repositoryId },
};

export const actionsOrganizationVariable: Row = {
  ...commons,
  collection: "github.organizationVariable",
  fields: { ...fields, selectedRepositoryIds: set(integer()), visibility },
  rules: [selectedOnly],
  identity: { id: (inputs) => asText(inputs.variableName) ?? "" },
  taken: (at) => answer("POST", orgPath(at, "actions/variables"), TAKEN),
  gone: (at) => answer("PATCH", orgPath(at, "actions/variables", nameOf(at)), GONE),
  outputs: times,
};

function environmentPath(at: Moment, ...rest: string[]): string {
  return repoPath(at, at.inputs, "environments", asText(at.inputs.environment) ?? "", ...rest);
}

function nameOf({ inputs }: Moment): string {
  return asText(inputs.variableName) ?? "";
}
