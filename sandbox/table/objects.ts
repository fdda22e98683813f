import type { World } from "../world/world";
import type { Connection, Kind, Reference, Stored, View } from "./row";

/** One vendor's objects in the world, by the ids that Pulumi knows them by. */
export class Objects {
  constructor(
    private readonly world: World,
    private readonly kinds: readonly Kind[],
  ) {}

  view(connection: Connection, now: number): View {
    return {
      connection,
      now,
      find: (collection, id) => this.get(connection, collection, id),
      list: (collection) => this.list(connection, collection),
    };
  }

  get({ scope }: Connection, collection: string, id: string): Stored | undefined {
    return this.world.collection<Stored>(collection).get(scope + id);
  }

  list({ scope }: Connection, collection: string): { readonly id: string; readonly object: Stored }[] {
    const all = this.world.collection<Stored>(collection).list();
    const ours = all.filter(({ id }) => id.startsWith(scope));
    return ours.map(({ id, value }) => ({ id: id.slice(scope.length), object: value }));
  }

  put({ scope }: Connection, collection: string, id: string, object: Stored): void {
    this.world.collection<Stored>(collection).put(scope + id, object);
  }

  /** Deletes an object and, before it, whatever goes with it: a killed sandbox then leaves no orphans. */
  remove(connection: Connection, collection: string, id: string): void {
    for (const child of this.children(connection, collection, id)) this.remove(connection, child.collection, child.id);
    this.world.collection<Stored>(collection).delete(connection.scope + id);
  }

  children(connection: Connection, collection: string, id: string): Reference[] {
    return this.kinds.flatMap((kind) =>
      this.list(connection, kind.collection)
        .filter((child) => isChild(kind, child, { collection, id }))
        .map((child) => ({ collection: kind.collection, id: child.id })),
    );
  }
}

function isChild(kind: Kind, child: { id: string; object: Stored }, of: Reference): boolean {
  const parents = kind.parents?.(child.object, child.id) ?? [];
  return parents.some((parent) => parent.collection === of.collection && parent.id === of.id);
}
