import type { Stored } from "../../table/row";
import type { Sealer } from "../../table/secrets";

/** Whether values come as Vercel keeps them, or in clear. */
export type Shown = "encrypted" | "decrypted";

/** A variable as Vercel gives it. A sensitive one has an empty value (assumed: only that it is never given is documented). */
export function view(sealer: Sealer, variable: Stored, shown: Shown) {
  const { value_fingerprint: _, value, accountId: __, projectId: ___, ...others } = variable;
  const isReadable = typeof value === "string";
  const isClear = isReadable && (shown === "decrypted" || variable.type === "plain");
  const text = isReadable ? (isClear ? sealer.open(value) : Buffer.from(value).toString("base64")) : "";
  return { ...others, value: text, decrypted: isClear };
}
