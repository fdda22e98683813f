import { Argument, Option } from "commander";
import { type Credential, catalogue } from "../../../credentials/catalogue";
import { preview, stacks } from "../../../credentials/environments";
import { vaultOf } from "../../../credentials/vault";
import { setCredential } from "../../../ops/esc/setCredential";
import { readSecret } from "../../secretInput";
import { UserError } from "../../userError";
import { type Add, say } from "../session";
import { onEnvironments, type Where, whereOptions } from "./where";

interface Options extends Where {
  readonly stack: string;
}

const VAULTS = [...stacks, preview];

export const addEscSet: Add = (esc) => {
  const command = esc
    .command("set")
    .description("puts a credential into a stack's vault; its value comes from a prompt or from standard input")
    .addArgument(
      new Argument("<credential>", "its id, as in docs/credentials.md").choices(catalogue.map(({ id }) => id)),
    )
    .addOption(
      new Option("--stack <stack>", "whose vault; local: the rehearsal's, to try this out (its up does not read it)")
        .choices(VAULTS)
        .makeOptionMandatory(),
    );
  for (const option of whereOptions()) command.addOption(option);
  command.action(async (id: string, { stack, ...where }: Options) => {
    const credential = settable(id, stack);
    const value = await readSecret(`${id} for ${stack}`, credential.shape.kind !== "token");
    const rehearsal = where.rehearsal === true || stack === "local";
    const written = await onEnvironments({ ...where, rehearsal }, (store) =>
      setCredential(store, vaultOf(stack), credential, value),
    );
    say(written ? `${vaultOf(stack)}: ${id} is set` : `${vaultOf(stack)}: ${id} was that already; nothing was written`);
  });
};

/** Errors: it is not for people to set. */
function settable(id: string, stack: string): Credential {
  const credential = catalogue.find((one): one is Credential & typeof one => one.id === id);
  if (credential === undefined) throw new UserError(`there is no credential "${id}"`);
  if (credential.rotation.by === "sophia") {
    const what = `${id} rotates by itself; a value set by hand would lock out what the rotation knows`;
    throw new UserError(what, `sophia rotate run --stack ${stack} --now`);
  }
  if (credential.rotation.by === "login") {
    throw new UserError(`${id} is stored nowhere: ESC's ${credential.rotation.login} makes one at each opening`);
  }
  return credential;
}
