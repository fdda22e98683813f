import { z } from "zod";

/** An issue as the world keeps it. */
export const issueSchema = z.object({
  id: z.number(),
  repository: z.string(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(["open", "closed"]),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullable(),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
  user: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: z.string().nullable(),
});
export type Issue = z.infer<typeof issueSchema>;

/** As GitHub gives it, with what its description requires. */
export function issueView(issue: Issue, endpoint: string, owner: string) {
  const repository_url = `${endpoint}/repos/${owner}/${issue.repository}`;
  const url = `${repository_url}/issues/${issue.number}`;
  const assignees = issue.assignees.map((login) => accountView(login, endpoint));
  return {
    id: issue.id,
    node_id: nodeId("Issue", issue.id),
    url,
    repository_url,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `https://github.com/${owner}/${issue.repository}/issues/${issue.number}`,
    number: issue.number,
    state: issue.state,
    state_reason: issue.state_reason,
    title: issue.title,
    body: issue.body,
    user: accountView(issue.user, endpoint),
    labels: issue.labels.map((name) => labelView(name, repository_url)),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    locked: false,
    comments: 0,
    closed_at: issue.closed_at,
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    author_association: "MEMBER",
  };
}

function labelView(name: string, repositoryUrl: string) {
  const id = numberOf(name);
  const url = `${repositoryUrl}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId("Label", id), url, name, description: null, color: "ededed", default: false };
}

function accountView(login: string, endpoint: string) {
  const id = numberOf(login);
  const url = `${endpoint}/users/${login}`;
  return {
    ...{ login, id, node_id: nodeId("User", id), url, type: "User", site_admin: false },
    avatar_url: `https://avatars.githubusercontent.com/u/${id}`,
    gravatar_id: "",
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
  };
}

function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}

/** The same for the same name, for nobody keeps accounts and labels here. */
function numberOf(name: string): number {
  return [...Buffer.from(name.toLowerCase())].reduce((sum, byte) => (sum * 31 + byte) % 1_000_000_007, 7);
}
