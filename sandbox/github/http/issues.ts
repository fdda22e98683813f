import { z } from "zod";
import { json, type RestAnswer } from "../../rest/messages";
import type { Kind, Stored } from "../../table/row";
import { inRepository, newNumber, timestamps } from "../rest";
import { parseBody } from "./body";
import type { Call, Route } from "./call";
import { type Issue, issueSchema, issueView } from "./issueView";
import { notFound, Refusal } from "./messages";
import { page } from "./pages";
import { keyOf, ownerOf } from "./places";

const ISSUES = "/repos/{owner}/{repo}/issues";
const ONE = `${ISSUES}/{issue_number}`;
const SIZES = { usual: 30, most: 100 };
const LONGEST_BODY = 65_536;

/** Issues go with their repository. */
export const issues: Kind = { collection: "github.issue", parents: inRepository };

const name = z.union([z.string(), z.object({ name: z.string() }).transform((label) => label.name)]);
const changeSchema = z
  .object({
    title: z.union([z.string(), z.number().transform(String)]),
    body: z.string().nullable(),
    state: z.enum(["open", "closed"]),
    state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullable(),
    labels: z.array(name),
    assignees: z.array(z.string()),
  })
  .partial();
type Change = z.infer<typeof changeSchema>;

function list(call: Call): RestAnswer {
  const { query } = call.request;
  const labels = (query.labels ?? "").split(",").filter((label) => label !== "");
  const state = query.state ?? "open";
  if (!["open", "closed", "all"].includes(state)) throw invalid("state", "invalid");
  const found = all(call)
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    .sort((one, other) => other.number - one.number);
  const { items, headers } = page(found, call.request, { endpoint: call.github.endpoint, sizes: SIZES });
  return json(
    200,
    items.map((issue) => view(call, issue)),
    headers,
  );
}

function create(call: Call): RestAnswer {
  const { title, body, labels, assignees } = checked(parseBody(changeSchema, call.request.body));
  if (title === undefined) throw invalid("title", "missing_field");
  const issue: Issue = {
    ...{ id: newNumber(), repository: call.names.repo ?? "", title, body: body ?? null, user: call.token.login },
    // Issues and pull requests share their numbers; there are no pull requests here. No issue is ever deleted.
    number: Math.max(0, ...all(call).map(({ number }) => number)) + 1,
    ...{ state: "open", state_reason: null, labels: labels ?? [], assignees: assignees ?? [], closed_at: null },
    ...times(call),
  };
  return json(201, view(call, put(call, issue)));
}

function change(call: Call): RestAnswer {
  const before = find(call);
  const { state_reason, ...changes } = checked(parseBody(changeSchema, call.request.body));
  const after = { ...before, ...changes, ...times(call, before) };
  const changed = after.state !== before.state;
  const usual = after.state === "closed" ? "completed" : "reopened";
  const reason = changed ? (state_reason ?? usual) : (state_reason ?? before.state_reason);
  const closed = after.state === "open" ? null : (before.closed_at ?? after.updated_at);
  return json(200, view(call, put(call, { ...after, state_reason: reason, closed_at: closed })));
}

/** Errors: 422 in the way of GitHub's validation. */
function checked(given: Change): Change {
  if (given.title !== undefined && given.title.trim() === "") throw invalid("title", "missing_field");
  if ((given.body?.length ?? 0) > LONGEST_BODY) {
    throw invalid("body", "custom", `body is too long (maximum is ${LONGEST_BODY} characters)`);
  }
  return given;
}

function all(call: Call): Issue[] {
  const repository = call.github.world.collection<Stored>("github.repository").get(keyOf(call.names).slice(0, -1));
  if (repository?.has_issues === false) throw new Refusal(410, "Issues has been disabled in this repository.");
  const held = call.github.world.collection<Stored>(issues.collection).list();
  return held.filter(({ id }) => id.startsWith(keyOf(call.names))).map(({ value }) => issueSchema.parse(value));
}

function find(call: Call): Issue {
  const found = all(call).find(({ number }) => String(number) === call.names.issue_number);
  if (found === undefined) throw notFound();
  return found;
}

function put(call: Call, issue: Issue): Issue {
  call.github.world.collection<Stored>(issues.collection).put(keyOf(call.names) + issue.number, issue);
  return issue;
}

function times(call: Call, before?: Issue): { created_at: string; updated_at: string } {
  const { created_at, updated_at } = timestamps({ before, now: call.github.clock.now() });
  return { created_at: String(created_at), updated_at: String(updated_at) };
}

function view(call: Call, issue: Issue) {
  return issueView(issue, call.github.endpoint, ownerOf(call.names));
}

function invalid(field: string, code: string, message?: string): Refusal {
  return new Refusal(422, "Validation Failed", {
    errors: [{ resource: "Issue", field, code, ...(message && { message }) }],
  });
}

const reading = { permission: "issues", level: "read" } as const;
const writing = { permission: "issues", level: "write" } as const;

export const ISSUE_ROUTES: readonly Route[] = [
  { method: "GET", path: ISSUES, ...reading, run: list },
  { method: "POST", path: ISSUES, ...writing, run: create },
  { method: "GET", path: ONE, ...reading, run: (call) => json(200, view(call, find(call))) },
  { method: "PATCH", path: ONE, ...writing, run: change },
];
