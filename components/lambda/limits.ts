import { list, map, number, object, optional, type Rule, secretText, text } from "../dynamic/check";

/** Limits of Lambda Cloud's API 1.10, from its published description. */
export const MAX_USER_DATA_BYTES = 1_000_000;

/** Tags of the provider's own, which say what a host was launched for, with and when: the API tells none of it otherwise. */
export const OWN_TAGS = {
  key: "idempotency-key",
  imageFamily: "image-family",
  userDataVersion: "user-data-version",
  cluster: "cluster",
  launchedAt: "launched-at",
};

const word = text({ max: 128 });

/** Of an object that is there already, to be taken over. */
export const existingId = optional(word);

export const sshKeyName = text({ max: 64 });

export const filesystemName = text({
  max: 60,
  pattern: /^[a-zA-Z]+[0-9a-zA-Z-]*$/,
  says: "letters, digits and hyphens, beginning with a letter",
});

const tagKey: Rule = (value) =>
  typeof value === "string" && Object.values(OWN_TAGS).includes(value)
    ? "is a tag of the provider's own"
    : text({ max: 55, pattern: /^[a-z][a-z0-9-:]+$/, says: "a-z, 0-9, - and :, beginning with a letter" })(value);

export const gpuHostRules: Readonly<Record<string, Rule>> = {
  key: text({ max: 128 }),
  name: text({ max: 64 }),
  hostname: optional(
    text({ max: 63, pattern: /^[a-z0-9][0-9a-z-]{0,62}$/, says: "a-z, 0-9 and -, not beginning with -" }),
  ),
  regions: list(word, { min: 1 }),
  instanceTypes: list(word, { min: 1 }),
  sshKeyName,
  filesystemNames: optional(list(filesystemName)),
  imageFamily: optional(word),
  userData: optional(secretText(MAX_USER_DATA_BYTES)),
  userDataVersion: optional(word),
  tags: map(tagKey, text({ min: 0, max: 128 })),
  firewallRulesets: optional(map(word, word)),
  cluster: optional(word),
  existingId,
  ssh: object({ port: number({ min: 1, max: 65_535, whole: true }), user: optional(word), bastion: optional(word) }),
  timeouts: optional(
    object({
      capacityMinutes: optional(number({ min: 0, max: 1440 })),
      bootMinutes: optional(number({ min: 1, max: 1440 })),
    }),
  ),
};
