import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { publishWorkflow } from "../../../components/github/publishWorkflow";

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly "runs-on": string;
  readonly if?: string;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const root = join(__dirname, "../../..");
const folder = join(root, ".github/workflows");

/** This project's own workflows. */
export const ownWorkflows: readonly Workflow[] = readdirSync(folder).map((file) =>
  workflow(file, readFileSync(join(folder, file), "utf8")),
);

/** The one that a stack writes into the application's repository. */
export const publishedWorkflow: Workflow = workflow(
  "mcp-servers-prod.yml",
  publishWorkflow("prod", "CONTAINER_REGISTRY_TOKEN"),
);

export const workflows: readonly Workflow[] = [...ownWorkflows, publishedWorkflow];

/** Every job, with where it is. */
export const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ where: `${file}: ${name}`, file, job })),
);

export const steps = jobs.flatMap(({ where, file, job }) => job.steps.map((step) => ({ where, file, step })));

function workflow(file: string, text: string): Workflow {
  return { file, text, ...(parse(text) as Omit<Workflow, "file" | "text">) };
}
