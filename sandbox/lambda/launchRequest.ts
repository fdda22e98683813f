import { z } from "zod";

/** "Cannot exceed 1MB": read as a million bytes, the stricter of the two readings. */
const USER_DATA_BYTES = 1_000_000;

const entry = z.object({ id: z.string() });
/** What a launch may say, with the limits of the description. Unknown fields are let through, as it says. */
export const launchRequest = z.object({
  region_name: z.string(),
  instance_type_name: z.string(),
  ssh_key_names: z.array(z.string()).length(1, "exactly one SSH key must be specified"),
  file_system_names: z.array(z.string()).default([]),
  file_system_mounts: z
    .array(
      z.object({
        mount_point: z
          .string()
          .max(256)
          .regex(/^(\/home|\/lambda\/nfs|\/data)[//a-zA-Z0-9-]*$/),
        file_system_id: z.string(),
      }),
    )
    .default([]),
  hostname: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9][0-9a-z-]{0,62}$/)
    .optional(),
  name: z.string().max(64).optional(),
  image: z.union([entry, z.object({ family: z.string() })]).optional(),
  user_data: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= USER_DATA_BYTES, "cannot exceed 1MB")
    .refine((text) => !text.includes("\0"), "must be plain text")
    .optional(),
  tags: z
    .array(
      z.object({
        key: z
          .string()
          .max(55)
          .regex(/^[a-z][a-z0-9-:]+$/),
        value: z.string().max(128),
      }),
    )
    .default([]),
  firewall_rulesets: z.array(entry).default([]),
  // Not in the schema any more, but in one of the description's examples, and still refused above one.
  quantity: z.literal(1, "Requested too many instances.").optional(),
});
export type LaunchRequest = z.output<typeof launchRequest>;
