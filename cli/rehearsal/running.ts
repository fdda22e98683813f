import { findSandbox, type Sandbox } from "../../sandbox/client";
import { UserError } from "../userError";
import { RehearsalFolder } from "./folder";

/** The local rehearsal's sandbox. Errors: it isn't running. */
export async function runningSandbox(): Promise<Sandbox> {
  const sandbox = await findSandbox(new RehearsalFolder("local").path);
  if (sandbox === undefined) throw new UserError("no sandbox is running", "npm run local");
  return sandbox;
}
