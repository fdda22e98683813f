import { type Props, UNKNOWN } from "../plugin/types";
import { type Fields, text } from "../table/field";
import { type Connection, VendorRefusal } from "../table/row";
import { asText } from "../table/value";
import { answer } from "./rest";

/** The arguments of `new vercel.Provider`. */
export const providerFields: Fields = {
  apiToken: text({ secret: "shown" }),
  team: text(),
};

/** The one account that is imitated; `token` is the one that it knows, if the rehearsal has one. */
export function connect(args: Props, token: string | undefined): Connection {
  return { scope: "", args, authorize: () => refuseWrong(args, token) };
}

function refuseWrong(args: Props, token: string | undefined): void {
  if (args.apiToken === UNKNOWN) return;
  const given = asText(args.apiToken);
  if (given === undefined)
    throw new VendorRefusal(answer("forbidden", "The request is missing an authentication token"));
  if (token !== undefined && given !== token) throw new VendorRefusal(answer("forbidden", "Not authorized"));
}
