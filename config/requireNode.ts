/** The oldest Node that today's @pulumi/pulumi runs on; package.json's `engines` says the same. */
export const oldestNode = "22.12.0";

/** Undefined where `version` will do, else the one line to show. `version` as in `process.versions.node`. */
export function complaintAboutNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return (
    `Node ${version} is too old: sophia-infra needs ${oldestNode} or newer. Node 24 comes with \`npm ci\`; ` +
    "put it first: export PATH=$PWD/node_modules/.bin:$PATH"
  );
}

const complaint = complaintAboutNode(process.versions.node);
// The mark is pulumi.RunError's: the engine prints such an error without a stack. Importing Pulumi is what may fail.
if (complaint !== undefined) throw Object.assign(new Error(complaint), { __pulumiRunError: true });
