import type { ChangeKind, Existing } from "../plugin/types";
import { type Fields, integer, set, text } from "../table/field";
import type { Moment, Row, Shown } from "../table/row";
import { conflictsWith, exactlyOneOf, requiredWith } from "../table/rules";
import { asText } from "../table/value";
import {
  createdAt,
  destroyOnDrift,
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
import { inRepository, joinId, needsRepository, repositoryId, timestamps } from "./rest";

const VALUES = ["value", "valueEncrypted", "encryptedValue", "plaintextValue"];
const hidden = { secret: "hidden", as: "value" } as const;

/** A value given in clear is sealed by the plugin; GitHub never gives any of them back. */
const fields: Fields = {
  encryptedValue: text({ ...hidden, valid: validBase64 }),
  keyId: text({ computed: true }),
  plaintextValue: text({ ...hidden, max: LARGEST_VALUE }),
  secretName: text({ required: true, forcesReplacement: true, valid: validName, as: "name" }),
  value: text({ ...hidden, max: LARGEST_VALUE }),
  valueEncrypted: text({ ...hidden, valid: validBase64 }),
};

const rules = [
  exactlyOneOf(...VALUES),
  requiredWith("keyId", "valueEncrypted"),
  conflictsWith("keyId", "value", "plaintextValue"),
];

/** Secrets are PUT: one that exists is taken over, and one that is gone is made again. */
const commons = {
  taken: () => undefined,
  gone: () => undefined,
  facts: (at: Moment) => ({ ...timestamps(at), key_id: asText(at.inputs.keyId) ?? at.before?.key_id ?? PUBLIC_KEY_ID }),
  changing: { updatedAt: "any update", remoteUpdatedAt: "any update" },
  alsoChanged: replacedByHand,
} satisfies Partial<Row>;

/** As GitHub writes the ids of its public keys. */
const PUBLIC_KEY_ID = "3380204578043523366";

const times = {
  createdAt,
  updatedAt: (shown: Shown) => shown.known?.outputs.updatedAt ?? setAt(shown),
  remoteUpdatedAt: setAt,
};

export const actionsSecret: Row = {
  ...commons,
  collection: "github.secret",
  fields: { ...fields, destroyOnDrift, repository },
  rules,
  identity: { id: (inputs) => joinId(inputs.repository, inputs.secretName) },
  needs: needsRepository,
  parents: inRepository,
  outputs: { ...times, repositoryId },
};

export const actionsEnvironmentSecret: Row = {
  ...commons,
  collection: "github.environmentSecret",
  fields: { ...fields, environment, repository },
  rules,
  identity: { id: (inputs) => joinId(inputs.repository, inputs.environment, inputs.secretName) },
  needs: needsEnvironment,
  parents: inEnvironment,
  outputs: { ...times, repositoryId },
};

export const actionsOrganizationSecret: Row = {
  ...commons,
  collection: "github.organizationSecret",
  fields: { ...fields, destroyOnDrift, selectedRepositoryIds: set(integer(), { forcesReplacement: true }), visibility },
  rules: [...rules, selectedOnly],
  identity: { id: (inputs) => asText(inputs.secretName) ?? "" },
  outputs: times,
};

/** The provider can't see a value, so it goes by GitHub's time: what was set after its own last write was set by another. */
function replacedByHand({ outputs }: Existing): Record<string, ChangeKind> {
  return outputs.updatedAt === outputs.remoteUpdatedAt ? {} : { remoteUpdatedAt: "update" };
}

function validBase64(value: string): string | undefined {
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0;
  return isBase64 ? undefined : "must be base64";
}
