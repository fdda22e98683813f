import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SandboxAddress, SandboxStart } from "./client";
import { commandPlugin } from "./command/plugin";
import type { Part, SandboxContext } from "./context";
import { startControl } from "./control";
import { dockerPlugin } from "./docker/plugin";
import { startEsc } from "./esc/start";
import { startGithub } from "./github/http/start";
import { githubPlugin } from "./github/plugin";
import { added, countsBefore, nonZero } from "./holdings";
import { nodeOf } from "./joining";
import { startControlPlane } from "./kubernetes/controlPlane";
import { kubernetesPlugin } from "./kubernetes/plugin";
import type { LiveHost } from "./lambda/hosts";
import { startLambda } from "./lambda/start";
import { servePlugin } from "./plugin/server";
import type { Plugin } from "./plugin/types";
import { Ports } from "./ports";
import { snowflakePlugin } from "./snowflake/plugin";
import { startVercel } from "./vercel/http/start";
import { vercelPlugin } from "./vercel/plugin";
import { FastClock } from "./world/clock";
import { Faults } from "./world/faults";
import { World } from "./world/world";

export interface RunningParts {
  readonly address: Omit<SandboxAddress, "process">;
  stop(): Promise<void>;
}

/** The program's own folder: assets and build contexts are relative to it. */
const PROJECT = resolve(__dirname, "..");

/** Starts every stand-in of one rehearsal. Where one of them fails, those that have started are stopped again. */
export async function startParts(start: SandboxStart, onStop: () => void): Promise<RunningParts> {
  const context = openContext(start);
  const running: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const stopPart of running.splice(0).reverse()) await stopPart();
  };
  const keep = async <P extends Pick<Part, "stop">>(starting: Promise<P>): Promise<P> => {
    const part = await starting;
    running.push(() => part.stop());
    return part;
  };
  try {
    const cluster = await keep(startControlPlane(context, []));
    const hosts = {
      onHostActive: (host: LiveHost) => cluster.addNode(nodeOf(host)),
      onHostGone: ({ hostname }: LiveHost) => cluster.removeNode(hostname),
    };
    const lambda = await keep(startLambda(context, { cluster, ...hosts }));
    const esc = await keep(startEsc(context, start.esc));
    const github = await keep(startGithub(context));
    const vercel = await keep(startVercel(context));
    const tables = [snowflakePlugin(context), githubPlugin(context, start.repositories), vercelPlugin(context)];
    const served: string[] = [];
    const serve = async <C>(plugin: Plugin<C>) => {
      const { faults, log } = context;
      const server = await servePlugin(plugin, { faults, log, folder: PROJECT });
      running.push(() => server.close());
      served.push(`${plugin.name}:${server.port}`);
    };
    for (const table of tables) await serve(table);
    await serve(dockerPlugin(context));
    await serve(commandPlugin());
    if (context.programs["pulumi-resource-kubernetes"] === undefined) await serve(kubernetesPlugin(context));
    const actors: Readonly<Record<string, Pick<typeof esc, "act">>> = { esc, github };
    const before = countsBefore(context);
    const control = await startControl(context, {
      holds: async () => ({
        ...added(before, context.world.counts()),
        ...nonZero("lambda", lambda.control.held()),
        ...nonZero("kubernetes", { namespaces: (await cluster.held()).length }),
      }),
      find: (type, inputs) => tables.map((table) => table.findByInputs(type, inputs)).find((id) => id !== undefined),
      act: (name, args) => (actors[name.split(".")[0] ?? ""] ?? lambda).act(name, args),
      stop: onStop,
    });
    running.push(() => control.close());
    return {
      address: {
        control: { port: control.port, token: control.token },
        plugins: served.join(","),
        lambdaEndpoint: lambda.facts.endpoint,
        sshPort: lambda.facts.sshPort,
        kubeconfig: join(context.folder, "kubeconfig"),
        facts: {
          kubernetes: cluster.facts,
          lambda: lambda.facts,
          esc: esc.facts,
          github: github.facts,
          vercel: vercel.facts,
          plugins: { attached: served.join(" ") },
        },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openContext({ folder, accounts, programs, speed }: SandboxStart): SandboxContext {
  const clock = new FastClock(speed);
  const ports = new Ports(folder);
  const logFile = join(folder, "logs", "sandbox.log");
  return {
    folder,
    world: new World(join(folder, "world")),
    clock,
    faults: new Faults(clock),
    accounts,
    programs,
    port: (purpose) => ports.port(purpose),
    network: ports.network,
    log: (line) => appendFileSync(logFile, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 }),
  };
}
