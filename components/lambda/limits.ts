import { list, map, number, object, optional, type Rule, secretText, text } from "../dynamic/check";

/** Limits of Lambda Cloud's API 1.10, from its published description. */
export const MAX_USER_DATA_BYTES = 1_000_000;

/** The tag that carries a host's `key`. */
export const KEY_TAG = "idempotency-key";

const word = text({ max: 128 });

export const sshKeyName = text({ max: 64 });

export const filesystemName = text({
  max: 60,
  pattern: /^[a-zA-Z]+[0-9a-zA-Z-]*$/,
  says: "letters, digits and hyphens, beginning with a letter",
});

const tagKey: Rule = (value) =>
  value === KEY_TAG
    ? `is the provider's own: ${KEY_TAG}`
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
  firewallRulesetIds: optional(list(word)),
  ssh: object({ port: number({ min: 1, max: 65_535, whole: true }), user: optional(word), bastion: optional(word) }),
  timeouts: optional(
    object({
      capacityMinutes: optional(number({ min: 0, max: 1440 })),
      bootMinutes: optional(number({ min: 1, max: 1440 })),
    }),
  ),
};
