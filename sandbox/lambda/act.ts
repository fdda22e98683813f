import { z } from "zod";
import type { Json } from "../world/world";
import type { LambdaControl } from "./control";

const id = z.string();
const place = z.tuple([z.string(), z.string(), z.int().nonnegative()]);
const count = z.int().nonnegative().optional();

/** What each thing takes that can be done to the vendor from outside. */
const ARGUMENTS = {
  setCapacity: place,
  runShort: place,
  setQuota: z.tuple([z.strictObject({ instances: count, filesystems: count, firewallRulesets: count })]),
  setAccount: z.tuple([z.enum(["active", "inactive", "invalid-address", "forbidden"])]),
  setProviderAvailable: z.tuple([z.boolean()]),
  setFates: z.array(z.enum(["healthy", "unhealthy", "preempted", "stalled"])),
  preempt: z.tuple([id]),
  makeUnhealthy: z.tuple([id]),
  terminate: z.tuple([id]),
  rename: z.tuple([id, z.string()]),
  held: z.tuple([]),
} satisfies { [Name in keyof LambdaControl]: z.ZodType<Parameters<LambdaControl[Name]>> };

/** Calls `control` by name, `lambda.preempt` or `preempt`, with arguments that are checked first. */
export function actOn(control: LambdaControl): (name: string, args: readonly Json[]) => Json {
  return (name, args) => {
    const plain = name.replace(/^lambda\./, "");
    if (!isAct(plain)) {
      throw new Error(`Lambda Cloud stand-in: no act "${plain}"; there are: ${Object.keys(ARGUMENTS).join(", ")}`);
    }
    const parsed = z.safeParse<z.ZodType<unknown[]>>(ARGUMENTS[plain], args);
    if (!parsed.success) throw new Error(`Lambda Cloud stand-in: ${plain}: ${z.prettifyError(parsed.error)}`);
    const done: unknown = Reflect.apply(control[plain], control, parsed.data);
    return done === undefined ? null : (done as Json);
  };
}

function isAct(name: string): name is keyof typeof ARGUMENTS {
  return Object.hasOwn(ARGUMENTS, name);
}
