// Run by Node as it is: JavaScript, because an import of the TypeScript beside it has to name its extension.
import { health, statusOf } from "./health.ts";
import { drain, httpServer } from "./http.ts";
import { jsonLog } from "./log.ts";
import { answer, protocolVersions } from "./protocol.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings(process.env);
const log = jsonLog(settings.server, (line) => process.stdout.write(line));
const info = { name: `sophia-${settings.server}`, version: "0.1.0" };
const tools = [
  {
    name: "status",
    description: "Which services are behind this server, and whether each is ready to be used",
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
    run: () => ({ server: settings.server, services: statusOf(settings.services) }),
  },
];

let draining = false;
let requests = 0;
const server = httpServer({
  log,
  protocolVersions,
  mcp: (message) => {
    requests += 1;
    return answer(message, info, tools);
  },
  health: (level) => {
    const { rss: memoryBytes } = process.memoryUsage();
    return health(level, settings, { draining, requests, memoryBytes, uptimeSeconds: Math.round(process.uptime()) });
  },
});
server.listen(settings.port, () => log("info", "listening", { port: settings.port }));

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, async () => {
    log("info", "stopping", { signal });
    draining = true;
    await drain(server);
    log("info", "stopped");
    process.exit(0);
  });
}
