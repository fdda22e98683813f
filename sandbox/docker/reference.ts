/** An image's name, taken apart as Docker does. */
export interface Reference {
  /** With registry, without tag and digest: `registry.example.com/team/app`. */
  readonly repository: string;
  /** `latest` where the name has neither tag nor digest; undefined where it has only a digest. */
  readonly tag: string | undefined;
  /** `sha256:...` */
  readonly digest: string | undefined;
  /** Whether the name was written out in full: with its registry, and on Docker Hub with its owner. */
  readonly isCanonical: boolean;
}

const HUB = "docker.io";
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const NAME = new RegExp(
  `^(?:(${LABEL}(?:\\.${LABEL})*(?::[0-9]+)?)/)?(${COMPONENT}(?:/${COMPONENT})*)` +
    "(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$",
);

/** Fails with Docker's words where the name is none. */
export function parseReference(name: string): Reference {
  const [first = "", ...rest] = name.split("/");
  const hasDomain = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const parts = NAME.exec(hasDomain ? name : `${HUB}/${name}`);
  if (parts === null) {
    const isUpper = /[A-Z]/.test(rest.length > 0 ? rest.join("/") : (name.split(/[:@]/)[0] ?? ""));
    throw new Error(`invalid reference format${isUpper ? `: repository name (${name}) must be lowercase` : ""}`);
  }
  const [, domain = "", path = "", tag, digest] = parts;
  const registry = domain === `index.${HUB}` ? HUB : domain;
  const isOfficial = registry === HUB && !path.includes("/");
  return {
    repository: `${registry}/${isOfficial ? "library/" : ""}${path}`,
    tag: tag ?? (digest === undefined ? "latest" : undefined),
    digest,
    isCanonical: hasDomain && !isOfficial && registry === domain,
  };
}

/** The one name under which an image is kept: `<repository>:<tag>`. */
export function tagged({ repository, tag }: Reference): string {
  return `${repository}:${tag ?? "latest"}`;
}
