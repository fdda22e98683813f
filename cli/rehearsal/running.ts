import { findSandbox, type Sandbox } from "../../sandbox/client";
import { UserError } from "../userError";
import { RehearsalFolder } from "./folder";

/** A rehearsal's sandbox; default the local one's. Errors: it isn't running. */
export async function runningSandbox(folder = new RehearsalFolder("local")): Promise<Sandbox> {
  const sandbox = await findSandbox(folder.path);
  if (sandbox === undefined) throw new UserError("no sandbox is running", "npm run local");
  return sandbox;
}
