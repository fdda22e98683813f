import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { stacks } from "../../credentials/environments";

export type StackName = (typeof stacks)[number];

/** The Pulumi project's name, as in Pulumi.yaml. */
export const PROJECT_NAME = "sophia-infra";

/** Where this project's own files are: Pulumi.yaml, index.ts, esc/. */
export const PROJECT = resolve(__dirname, "..", "..");

/** Where one rehearsal keeps everything; deleting the folder forgets it. Private to the user. */
export class RehearsalFolder {
  constructor(
    readonly stack: StackName,
    /** Absolute. `.sophia/<stack>` in the project, or below `SOPHIA_STATE` where that is set. */
    readonly path: string = join(resolve(process.env.SOPHIA_STATE ?? join(PROJECT, ".sophia")), stack),
  ) {}

  create(): void {
    for (const folder of [this.path, this.backend, this.home, this.project]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
  }

  /** All that it holds but the lock of the run that asks (`run.lock` and the file that the lock is a link to). */
  contents(): string[] {
    return readdirSync(this.path)
      .map((name) => join(this.path, name))
      .filter((path) => !path.startsWith(this.lockFile));
  }

  /** Pulumi's own state, a `file://` backend. */
  get backend(): string {
    return join(this.path, "backend");
  }
  /** PULUMI_HOME: the user's own login and plugins stay out of it. */
  get home(): string {
    return join(this.path, "home");
  }
  /** Pulumi.yaml and the generated stack file: `pulumi stack init` writes beside Pulumi.yaml, and never to the committed one. */
  get project(): string {
    return join(this.path, "project");
  }
  get configFile(): string {
    return join(this.project, `Pulumi.${this.stack}.yaml`);
  }
  get passphraseFile(): string {
    return join(this.path, "passphrase");
  }
  get secretsFile(): string {
    return join(this.path, "secrets.json");
  }
  get lockFile(): string {
    return join(this.path, "run.lock");
  }
  stateFile(project: string): string {
    return join(this.backend, ".pulumi", "stacks", project, `${this.stack}.json`);
  }
}
