import { addEscCheck } from "./esc/check";
import { addEscDiff } from "./esc/diff";
import { addEscPush } from "./esc/push";
import { addEscSet } from "./esc/set";
import type { Add } from "./session";

export const addEsc: Add = (sophia) => {
  const esc = sophia
    .command("esc")
    .description("the ESC environments: checks esc/, compares it with Pulumi Cloud, sets credentials");
  for (const add of [addEscCheck, addEscDiff, addEscPush, addEscSet]) add(esc);
};
