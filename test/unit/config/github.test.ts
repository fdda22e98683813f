import { expect, it } from "vitest";
import { parseSettings } from "../../../config/loadSettings";
import { stackConfig, stacks } from "../../mocks/mockStack";

const key = "sophia-infra:github";
const complaint = (github: unknown) => {
  const parsed = parseSettings("prod", { ...stackConfig("prod"), [key]: JSON.stringify(github) }, stacks);
  return "complaint" in parsed ? parsed.complaint : "";
};
const whole = { owner: "sophia-ai", repository: "sophia" };

it.each([
  ["an approval by nobody", { ...whole, reviewers: { teams: [] } }, "a list of one or more numbers of teams"],
  ["a team by its name", { ...whole, reviewers: { teams: ["platform"] } }, "a whole number from 1"],
  ["a main that needs no check", { ...whole, governs: { statusChecks: [] } }, "a list of one or more names of jobs"],
  [
    "an action without its owner",
    { ...whole, governs: { statusChecks: ["t"], allowedActions: ["checkout"] } },
    "e.g. docker/",
  ],
  [
    "a misspelt setting",
    { ...whole, governs: { statusCheck: ["t"], statusChecks: ["t"] } },
    "statusChecks, allowedActions, app",
  ],
])("refuses %s, and says what is allowed", (_what, github, allowed) => {
  expect(complaint(github)).toContain(key);
  expect(complaint(github)).toContain(allowed);
});
