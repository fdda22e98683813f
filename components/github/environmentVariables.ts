import type { Settings } from "../../config/settings";

/** A variable of GitHub Actions; `what` names it among the component's children. */
interface Variable {
  readonly what: string;
  readonly variableName: string;
  readonly value: string;
}

/** What workflows in a stack's environment may want to know of it, and is no secret. */
export function environmentVariables(stack: string, registry: Settings["mcp"]["registry"]): readonly Variable[] {
  const { server, repository, user } = registry;
  return [
    { what: "stack", variableName: "SOPHIA_STACK", value: stack },
    { what: "registry", variableName: "CONTAINER_REGISTRY", value: server },
    { what: "registry-repository", variableName: "CONTAINER_REPOSITORY", value: repository },
    { what: "registry-user", variableName: "CONTAINER_REGISTRY_USER", value: user },
  ];
}
