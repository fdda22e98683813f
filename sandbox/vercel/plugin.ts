/*
 * Not imitated: deployments, and what a project's settings, routing rules and Edge Configs do to them; teams and their
 * policies, plans, members (there is one account); the connection to a Git provider; DNS and the verification of domains;
 * a value of a sensitive variable that somebody else replaced, which the official plugin doesn't see either; a token taken
 * from the environment.
 */

import type { SandboxContext } from "../context";
import type { Invoke } from "../plugin/types";
import { type Bench, lookUp } from "../table/kind";
import { type TablePlugin, tablePlugin } from "../table/plugin";
import { type Connection, type Rows, type Stored, VendorRefusal } from "../table/row";
import { asText } from "../table/value";
import { connect, providerFields } from "./connection";
import { dnsRecord, projectDomain } from "./domains";
import { edgeConfig, edgeConfigItem } from "./edgeConfigs";
import { edgeConfigToken } from "./edgeConfigTokens";
import { customEnvironment, project, projectDeploymentRetention } from "./projects";
import { answer } from "./rest";
import { projectRoute } from "./routes";
import { variableSet } from "./variableSet";
import { projectEnvironmentVariable } from "./variables";

export const vercelRows: Rows = {
  "vercel:index/customEnvironment:CustomEnvironment": customEnvironment,
  "vercel:index/dnsRecord:DnsRecord": dnsRecord,
  "vercel:index/edgeConfig:EdgeConfig": edgeConfig,
  "vercel:index/edgeConfigItem:EdgeConfigItem": edgeConfigItem,
  "vercel:index/edgeConfigToken:EdgeConfigToken": edgeConfigToken,
  "vercel:index/project:Project": project,
  "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention": projectDeploymentRetention,
  "vercel:index/projectDomain:ProjectDomain": projectDomain,
  "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": projectEnvironmentVariable,
  "vercel:index/projectRoute:ProjectRoute": projectRoute,
};

export const VARIABLE_SET = "vercel:index/projectEnvironmentVariables:ProjectEnvironmentVariables";

/** The `vercel` plugin, on the world's one account. Accepts `accounts["vercel-api-token"]`, or any token without it. */
export function vercelPlugin(context: SandboxContext): TablePlugin {
  return tablePlugin(
    {
      name: "vercel",
      version: "5.4.1",
      spelling: "camelCase",
      provider: providerFields,
      callsInPreviews: false,
      rows: vercelRows,
      connect: (args) => connect(args, context.accounts["vercel-api-token"]),
      kinds: (bench) => ({ [VARIABLE_SET]: variableSet(bench) }),
      invokes: (bench) => ({ "vercel:index/getProject:getProject": getProject(context, bench) }),
    },
    context,
  );
}

function getProject({ world }: SandboxContext, bench: Bench): Invoke<Connection> {
  return async (connection, args) => {
    const all = world.collection<Stored>(project.collection).list();
    const id = all.find(({ value }) => value.name === asText(args.name))?.id;
    const found = id === undefined ? undefined : lookUp(project, bench, connection, id);
    if (found === undefined) throw new VendorRefusal(answer("not_found", "Project not found."));
    return { outputs: { ...found, id } };
  };
}
