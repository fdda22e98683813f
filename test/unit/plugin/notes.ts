import { differences } from "../../../sandbox/plugin/differences";
import { PartialFailure } from "../../../sandbox/plugin/failure";
import { within } from "../../../sandbox/plugin/path";
import { type Call, type Plugin, type Props, type ResourceKind, UNKNOWN } from "../../../sandbox/plugin/types";

/** One call as the vendor saw it. */
export interface Seen {
  readonly verb: string;
  readonly account: Props[string];
  readonly call: Pick<Call, "name" | "preview" | "timeoutSeconds">;
  readonly props: Props;
}

/** A vendor that keeps notes, for tests of the adapter: small enough to see through, with every behaviour once. */
export class Notes {
  readonly kept = new Map<string, Props>();
  readonly seen: Seen[] = [];

  readonly #note: ResourceKind<Props> = {
    secretOutputs: ["token"],
    check: async (account, news, _olds, call) => {
      this.#see("check", account, call, news);
      const mistakes =
        news.size === "huge" ? [{ property: "size", reason: "size is huge; allowed: small, large" }] : [];
      return { inputs: { size: "small", ...news }, mistakes };
    },
    diff: async (account, olds, news, call) => {
      this.#see("diff", account, call, news);
      return { changes: differences(olds.inputs, news, within(["title", "parts[*].kind"])), deleteBeforeReplace: true };
    },
    create: async (account, inputs, call) => {
      this.#see("create", account, call, inputs);
      if (call.preview) return { id: "", outputs: { ...inputs, revision: UNKNOWN, token: UNKNOWN } };
      if (inputs.body === "slow") await stopped(call.signal);
      call.say("info", `kept ${call.name} with password ${String(inputs.password)}`);
      const id = `note-${call.name}`;
      const outputs = this.#keep(id, account, inputs, 1);
      if (inputs.body === "unwell") throw new PartialFailure(id, outputs, inputs, ["the ink is not dry"]);
      return { id, outputs };
    },
    read: async (account, id, known, call) => {
      this.#see("read", account, call, known?.inputs ?? { imported: true });
      const outputs = this.kept.get(id);
      if (outputs === undefined) return undefined;
      const { revision: _, token: __, account: ___, ...inputs } = outputs;
      if (inputs.body === "fading") throw new PartialFailure(id, outputs, inputs, ["the ink is fading"]);
      return { id, inputs, outputs };
    },
    update: async (account, olds, news, call) => {
      this.#see("update", account, call, news);
      if (call.preview) return { ...news, revision: UNKNOWN, token: UNKNOWN };
      if (news.body === "forbidden") throw new Error(`may not write with ${String(news.password)}`);
      return this.#keep(olds.id, account, news, Number(olds.outputs.revision) + 1);
    },
    delete: async (account, olds, call) => {
      this.#see("delete", account, call, olds.inputs);
      this.kept.delete(olds.id);
    },
  };

  readonly plugin: Plugin<Props> = {
    name: "notes",
    version: "1.0.0",
    replaceProviderOn: ["shelf"],
    checkConfig: ({ account }) =>
      account === "nobody" ? [{ property: "account", reason: "account nobody is not known" }] : [],
    configure: async (args) => args,
    resources: {
      "notes:index/note:Note": this.#note,
      "notes:index/tainted:Tainted": { ...this.#note, tainted: true },
    },
    invokes: {
      "notes:index/count:count": async (account, { word }) => ({
        outputs: { count: this.kept.size, word, account: account.account ?? null },
      }),
    },
  };

  #keep(id: string, account: Props, inputs: Props, revision: number): Props {
    const token = `token-of-${id}-number-${revision}`;
    const outputs: Props = { ...inputs, revision, token, account: account.account ?? "default" };
    this.kept.set(id, outputs);
    return outputs;
  }

  #see(verb: string, account: Props, { name, preview, timeoutSeconds }: Call, props: Props): void {
    this.seen.push({ verb, account: account.account, call: { name, preview, timeoutSeconds }, props });
  }
}

function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("stopped writing")), { once: true });
  });
}
