/** What every component is told about the stack that it is part of. */
export interface Platform {
  readonly project: string;
  readonly stack: string;
  readonly owner: string;
  readonly costCenter: string;
  /** Whether what cannot be made again (hosts, data) is protected from deletion. */
  readonly protect: boolean;
}

/** On every resource whose vendor has tags or labels: who it belongs to and who pays for it. */
export interface Tags {
  readonly project: string;
  readonly stack: string;
  readonly component: string;
  readonly owner: string;
  readonly "cost-center": string;
  readonly "managed-by": "pulumi";
}

export function tagsOf(platform: Platform, component: string): Tags {
  return {
    project: platform.project,
    stack: platform.stack,
    component,
    owner: platform.owner,
    "cost-center": platform.costCenter,
    "managed-by": "pulumi",
  };
}

/** For vendors that have a comment or description instead. */
export function comment(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
}
