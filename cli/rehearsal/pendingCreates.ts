import { z } from "zod";

const resourceSchema = z.looseObject({ urn: z.string(), id: z.string().optional() });
const operationSchema = z.looseObject({ type: z.string(), resource: resourceSchema });
/** As `pulumi stack export` gives it, in the parts that matter here. */
const deploymentSchema = z.looseObject({
  resources: z.array(resourceSchema).nullish(),
  pending_operations: z.array(operationSchema).nullish(),
});

/**
 * A deployment without creates that a kill cut off: those that the vendor did (`found`, with the ids that it gave) are
 * resources of it, to be refreshed, and the other ones are forgotten. By hand because `--import-pending-creates` of
 * `pulumi refresh` forgets them all (3.259: an operation "importing" is dropped and no resource made of it).
 */
export function settled(deployment: unknown, found: readonly { readonly urn: string; readonly id: string }[]): object {
  const parsed = deploymentSchema.parse(deployment);
  const pending = parsed.pending_operations ?? [];
  const creating = pending.filter(({ type }) => type === "creating");
  const there = parsed.resources ?? [];
  const done = creating.flatMap(({ resource }) => {
    const id = found.find(({ urn }) => urn === resource.urn)?.id;
    // The one that it was to replace may be what the vendor was found to have.
    const isNew = !there.some((other) => other.urn === resource.urn && other.id === id);
    return id === undefined || !isNew ? [] : { ...resource, id };
  });
  const isReplaced = (urn: string) => done.some((resource) => resource.urn === urn);
  return {
    ...parsed,
    // At the end: what they depend on was there before them. What they replace goes with the next `up`.
    resources: [...there.map((one) => (isReplaced(one.urn) ? { ...one, delete: true } : one)), ...done],
    pending_operations: pending.filter(({ type }) => type !== "creating"),
  };
}
