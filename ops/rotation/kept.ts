import { z } from "zod";
import { type Key, type RotationState, steps } from "./state";

const secretSchema = z.object({ "fn::secret": z.string() });
/** As it is kept; the credential in use has its secret elsewhere, where consumers read it. */
const keptKeySchema = z.object({
  publicPart: z.string().min(1),
  secret: secretSchema.optional(),
  createdAt: z.iso.datetime().optional(),
});

export const keptStateSchema = z.object({
  step: z.enum(steps),
  since: z.iso.datetime(),
  login: z.enum(["a", "b"]),
  slots: z.object({ a: keptKeySchema.optional(), b: keptKeySchema.optional() }),
  retired: keptKeySchema.optional(),
  attempts: z.number().int().min(0),
  notBefore: z.iso.datetime().optional(),
  withdrawals: z.number().int().min(0),
  resumeAt: z.enum(steps).optional(),
});
type KeptState = z.infer<typeof keptStateSchema>;

/** Without the secret of the one in use, which is kept where consumers read it and only there. */
export function kept(state: RotationState): KeptState {
  const { slots, login, retired, ...rest } = state;
  const seal = (key: Key | undefined, inUse: boolean) =>
    key && { ...key, secret: inUse ? undefined : { "fn::secret": key.secret } };
  const sealed = { a: seal(slots.a, login === "a"), b: seal(slots.b, login === "b") };
  return JSON.parse(JSON.stringify({ ...rest, login, slots: sealed, retired: seal(retired, false) })) as KeptState;
}

/** The other way round; a secret that is not there is empty, and so belongs to no public part. */
export function withSecrets(kept: KeptState, secretInUse: string): RotationState {
  const open = (key: KeptState["retired"], inUse: boolean): Key | undefined =>
    key && { ...key, secret: inUse ? secretInUse : (key.secret?.["fn::secret"] ?? "") };
  const slots = { a: open(kept.slots.a, kept.login === "a"), b: open(kept.slots.b, kept.login === "b") };
  return { ...kept, slots, retired: open(kept.retired, false) };
}
