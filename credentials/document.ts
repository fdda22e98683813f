import { authorizedKeys } from "./authorizedKeys";
import { type Consumer, type Credential, catalogue } from "./catalogue";
import { loginCredentialsOf } from "./logins";
import { describeShape } from "./shapes";

const groups = {
  ai: "AI: behind the MCP server ai-intelligence",
  data: "Data: behind the MCP server data-intelligence",
  infrastructure: "Infrastructure: hosts, code, images; behind the MCP server infrastructure",
  business: "Business: behind the MCP server business-intelligence",
  platform: "Platform",
} as const satisfies Readonly<Record<Credential["group"], string>>;

/** `docs/credentials.md`, which the tests keep up to date. */
export function credentialsDocument(): string {
  const tables = Object.entries(groups).map(([group, title]) => {
    const mine = catalogue.filter((credential) => credential.group === group);
    return [`## ${title}`, "", ...table(mine)].join("\n");
  });
  return `${[introduction, ...tables, ending].join("\n\n")}\n`;
}

const introduction = `# Credentials

Written from \`credentials/catalogue/\` by \`npx vitest run --project unit test/unit/credentials/document.test.ts --update\`.

\`npm run sophia -- esc set <credential> --stack <stack>\` sets one, from a prompt or standard input. It goes into the ESC
environment \`sophia-vault/<stack>\` under its ESC path, and the stack hands it on at the next \`up\`. What rotates by itself is
in \`sophia-rotated/<stack>\`, which nobody edits. Age: the days after which policy has it replaced.`;

const ending = `## Beside them

\`${authorizedKeys.escPath}\` in \`sophia-rotated/<stack>\` is public: the SSH keys that hosts accept, one a line, two while the
key is rotated.

A preview of prod in a pull request opens \`sophia-infra/prod-preview\` and never prod's own environment. Its vault,
\`sophia-vault/prod-preview\`, has what the providers log in with to read (a GitHub App, a Snowflake user and a registry token
that can't write) and an SSH key that no host accepts; all else is a placeholder that opens nothing (\`esc/placeholders.yaml\`).`;

function table(credentials: readonly Credential[]): string[] {
  const header = ["credential", "service", "ESC path", "variable", "who gets it", "rotation", "age", "form"];
  const rows = credentials.map((one) => [
    `[${one.id}](${one.obtain})`,
    one.service,
    `\`${one.escPath}\``,
    `\`${one.environmentVariable}\``,
    one.consumers.map(inWords).join("; "),
    rotation(one),
    `${one.maximumAgeDays}`,
    describeShape(one.shape),
  ]);
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function rotation({ rotation }: Credential): string {
  switch (rotation.by) {
    case "sophia":
      return "`sophia rotate`";
    case "esc":
      return `ESC's \`${rotation.rotator}\``;
    case "login":
      return `made anew at each opening, by \`${rotation.login}\` from ${loginCredentialsOf(rotation.login)
        .map(({ id }) => id)
        .join(" and ")}`;
    case "hand":
      return "by hand";
  }
}

function inWords(consumer: Consumer): string {
  const [kind, name = ""] = consumer.split(":");
  switch (kind) {
    case "provider":
      return `Pulumi's provider ${name}`;
    case "mcp-server":
      return `MCP server ${name}`;
    case "vercel":
      return `Vercel, ${name}`;
    case "esc":
      return `ESC's ${name}`;
    case "ssh":
      return "Pulumi, over SSH";
    case "github-organization":
      return "GitHub, organisation secret";
    default:
      return "GitHub, secret of the stack's environment";
  }
}
