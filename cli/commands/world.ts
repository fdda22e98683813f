import { runningSandbox } from "../rehearsal/running";
import { UserError } from "../userError";
import { type Add, say } from "./session";

export const addWorld: Add = (sophia) => {
  const world = sophia
    .command("world")
    .description("looks at what the vendors hold, and changes it behind Pulumi's back");
  world
    .command("show", { isDefault: true })
    .argument("[collection]", "e.g. vercel.project; without one, all that hold something")
    .action(async (collection?: string) => {
      const sandbox = await runningSandbox();
      const answer =
        collection === undefined ? await sandbox.holds() : await sandbox.call("GET", path("world", collection));
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    });
  world
    .command("set")
    .argument("<collection>")
    .argument("<id>")
    .argument("<field=value...>", "a value that isn't JSON is taken as text")
    .action(async (collection: string, id: string, fields: string[]) => {
      const changes = Object.fromEntries(fields.map(parseField));
      await (await runningSandbox()).call("PATCH", path("world", collection, id), changes);
      say(`changed ${collection} ${id}; npm run local -- refresh shows it`);
    });
  world
    .command("remove")
    .argument("<collection>")
    .argument("<id>")
    .action(async (collection: string, id: string) => {
      await (await runningSandbox()).call("DELETE", path("world", collection, id));
      say(`removed ${collection} ${id}`);
    });
};

function path(...parts: string[]): string {
  return parts.map(encodeURIComponent).join("/");
}

function parseField(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1) throw new UserError(`"${text}" is not of the form field=value`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    // Not JSON: plain text, as the help says.
    return [text.slice(0, at), value];
  }
}
