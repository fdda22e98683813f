import { generateKeyPairSync } from "node:crypto";
import { type Credential, catalogue } from "../../../credentials/catalogue";
import { standInSecrets } from "../../../credentials/standIns";

const byHand = catalogue.filter(({ rotation }: Credential) => rotation.by === "hand" || rotation.by === "esc");
const values = standInSecrets("migration", catalogue);
const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });

/** GitHub refuses names with this beginning; such a secret has another name of the credential. */
const githubName = (name: string) => name.replace(/^GITHUB_/, "GH_");

/** What ESC, YAML, JSON or a terminal could misread. Each holds `canary`, so that it can be looked for. */
const awkward = (canary: string): Record<string, string> => ({
  TEMPLATE: `\${{ secrets.${canary} }}`,
  REFERENCE: `a\${ai.openai.apiKey}${canary}`,
  OPEN_BRACE: `${canary}\${`,
  DOLLARS: `$${canary}$$b$$$c$`,
  QUOTES: `"${canary}' it's \\"`,
  COLONS: `${canary}: b: {c: [d]} # no comment`,
  TAG: `!!binary ${canary}`,
  ANCHOR: `&${canary} *b`,
  PEM: `${pem}${canary}\n`,
  WINDOWS: `${canary}\r\nsecond\r\n`,
  UNICODE: `ключ-鍵-🔑-👩‍💻-é-e\u0301-${canary}`,
  SEPARATORS: `\u2028${canary}\u2029\u0085\ufeff\u00a0`,
  CONTROL: `\u0000\u0007\u001b[31m${canary}\u007f\u009f`,
  BLANKS: `  ${canary}\t\n\n`,
  JSON: JSON.stringify({ client_email: "a@b", private_key: `${canary}\n` }),
  BLOCK: `|\n  ${canary}\n ---\n...\n`,
});

/** 158 secrets of an organisation: whatever the catalogue knows, awkward ones, malformed ones, and many that nobody knows. */
export function madeUpSecrets(): Record<string, string> {
  const known = byHand.map(({ id, environmentVariable }) => [githubName(environmentVariable), values[id] ?? ""]);
  const odd = Object.entries(awkward("canary-of-awkward"));
  const more = [
    ["LAMBDA_SSH_KEY", values["lambda-ssh-private-key"] ?? ""],
    ["OPENAI_KEY", values["openai-api-key"] ?? ""],
    ["CLAUDE_API_KEY", "sk-ant-another-canary-than-the-other-one"],
    ["SLACK_TOKEN", "malformed canary"],
    ["NUMBER", "0123456789012345"],
    ["YES", "yes, canary"],
  ];
  const some = [...known, ...odd, ...more];
  const unknown = Array.from({ length: 158 - some.length }, (_, i) => [
    `OLD_SECRET_${i}`,
    `canary-${i}-${"x".repeat(i)}`,
  ]);
  return Object.fromEntries([...some, ...unknown]);
}

/** As a run of GitHub Actions has them, with its own token. */
export function asInARun(secrets: Readonly<Record<string, string>>): string {
  return JSON.stringify({ github_token: "ghs_of-the-run-alone", ...secrets }, null, 2);
}
