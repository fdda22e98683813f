import { failures, optional, text } from "./check";
import type { Implementation, Properties } from "./implementation";

const rules = { rotation: optional(text({ min: 0, max: 128 })) };

/** What is made by chance, once, and lives in the state alone; another text in `rotation` makes another one. */
export function madeOnce(kind: string, make: () => { id: string; outs: Properties }): Implementation {
  return {
    async check(_olds, news) {
      return { inputs: news, failures: failures(kind, rules, news) };
    },
    async diff(_id, olds, news) {
      const rotated = rotation(olds) !== rotation(news);
      return { changes: rotated, replaces: rotated ? ["rotation"] : [] };
    },
    async create(inputs) {
      const { id, outs } = make();
      return { id, outs: { ...outs, rotation: rotation(inputs) } };
    },
    async read(id, known) {
      return { id, props: known };
    },
    async update(_id, olds) {
      return { outs: olds };
    },
    // It ends with its entry in the state.
    async delete() {},
  };
}

function rotation(properties: Properties): string {
  return typeof properties.rotation === "string" ? properties.rotation : "";
}
