import { A10, type Bench, launched, PUBLIC_KEY, type Reply } from "./cloud";
import { OPERATIONS } from "./documented";

/** Calls a new stand-in until it gives the answer in question. */
export type Reach = (lambda: Bench) => Promise<Reply>;
const operations = Object.keys(OPERATIONS);
const LAUNCH = "POST /instance-operations/launch";
const rules = [{ protocol: "tcp", port_range: [22, 22], source_network: "198.51.100.0/24", description: "admins" }];
const ruleset = { name: "fleet", region: "us-east-1", rules };

/** One call by its operation's name. */
export function call(lambda: Bench, operation: string, body?: unknown, id = "none"): Promise<Reply> {
  const [method = "", path = ""] = operation.split(" ");
  return lambda.call(method, path.replace("{id}", id), body);
}

async function made(lambda: Bench, operation: string, body: unknown): Promise<string> {
  return `${(await call(lambda, operation, body)).data.id}`;
}

/** A host that has booted, on a file system and under a ruleset. */
async function fullHost(lambda: Bench) {
  const filesystem = await made(lambda, "POST /filesystems", { name: "data", region: "us-east-1" });
  const firewall = await made(lambda, "POST /firewall-rulesets", ruleset);
  const more = { name: "main", hostname: "main", tags: [{ key: "stack", value: "prod" }] };
  const mounts = { file_system_names: ["data"], firewall_rulesets: [{ id: firewall }] };
  const host = await launched(lambda, { ...more, ...mounts });
  await lambda.clock.sleep(300_000);
  return { host, filesystem, firewall };
}

async function withKey(lambda: Bench): Promise<string> {
  return made(lambda, "POST /ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
}

function onHost(operation: string, body: (host: string) => unknown): Reach {
  return async (lambda) => {
    const { host } = await fullHost(lambda);
    return call(lambda, operation, body(host), host);
  };
}

function afterwards(prepare: (lambda: Bench) => unknown, operation: string, body?: unknown): Reach {
  return async (lambda) => {
    await prepare(lambda);
    return call(lambda, operation, body);
  };
}

const launchWith = (change: object): Reach => afterwards(withKey, LAUNCH, { ...A10, ...change });
const ids = (id: string) => ({ instance_ids: [id] });
const broken = (operation: string): Reach =>
  afterwards((lambda) => lambda.faults.add({ vendor: "lambda", operation: "*", kind: "refuse" }), operation);

/** How each 200 is reached. */
export const SUCCESSES: Readonly<Record<string, Reach>> = {
  ...Object.fromEntries(
    operations.map((operation): [string, Reach] => [operation, (lambda) => call(lambda, operation)]),
  ),
  "GET /instances": onHost("GET /instances", () => undefined),
  "GET /instances/{id}": onHost("GET /instances/{id}", () => undefined),
  "POST /instances/{id}": onHost("POST /instances/{id}", () => ({ name: "renamed" })),
  [LAUNCH]: launchWith({}),
  "POST /instance-operations/terminate": onHost("POST /instance-operations/terminate", ids),
  "POST /instance-operations/restart": onHost("POST /instance-operations/restart", ids),
  "GET /ssh-keys": afterwards(withKey, "GET /ssh-keys"),
  "POST /ssh-keys": (lambda) => call(lambda, "POST /ssh-keys", { name: "made" }),
  "DELETE /ssh-keys/{id}": async (lambda) => call(lambda, "DELETE /ssh-keys/{id}", undefined, await withKey(lambda)),
  "GET /file-systems": afterwards(fullHost, "GET /file-systems"),
  "POST /filesystems": (lambda) => call(lambda, "POST /filesystems", { name: "data", region: "us-east-1" }),
  "DELETE /filesystems/{id}": async (lambda) => {
    const id = await made(lambda, "POST /filesystems", { name: "data", region: "us-east-1" });
    return call(lambda, "DELETE /filesystems/{id}", undefined, id);
  },
  "PUT /firewall-rules": (lambda) => call(lambda, "PUT /firewall-rules", { data: rules }),
  "GET /firewall-rulesets": afterwards(fullHost, "GET /firewall-rulesets"),
  "POST /firewall-rulesets": (lambda) => call(lambda, "POST /firewall-rulesets", ruleset),
  "PATCH /firewall-rulesets/global": (lambda) => call(lambda, "PATCH /firewall-rulesets/global", { rules }),
  ...Object.fromEntries(
    ["GET", "PATCH", "DELETE"].map((method): [string, Reach] => {
      const operation = `${method} /firewall-rulesets/{id}`;
      return [
        operation,
        async (lambda) => {
          const id = await made(lambda, "POST /firewall-rulesets", ruleset);
          return call(lambda, operation, method === "PATCH" ? { name: "renamed" } : undefined, id);
        },
      ];
    }),
  ),
};

/** How each documented error is reached, by operation and error. */
export const FAILURES: Readonly<Record<string, Reach>> = {
  ...Object.fromEntries(
    operations.flatMap((operation): [string, Reach][] => [
      [
        `${operation} 401 global/invalid-api-key`,
        (lambda) => {
          const [method = "", path = ""] = operation.split(" ");
          return lambda.call(method, path, undefined, { authorization: "Bearer another" });
        },
      ],
      [
        `${operation} 403 global/account-inactive`,
        afterwards(({ control }) => control.setAccount("inactive"), operation),
      ],
    ]),
  ),
  ...Object.fromEntries(
    operations.flatMap((operation) =>
      (OPERATIONS[operation]?.errors ?? []).flatMap((error): [string, Reach][] => {
        const key = `${operation} ${error}`;
        if (error === "404 global/not-found" || error === "404 global/object-does-not-exist") {
          const body = operation.includes("instance-operations") ? ids("none") : {};
          return [[key, (lambda) => call(lambda, operation, body)]];
        }
        if (error === "409 global/internal-error") return [[key, broken(operation)]];
        if (error === "403 global/forbidden") {
          return [[key, afterwards(({ control }) => control.setAccount("forbidden"), operation)]];
        }
        // No body at all is no JSON.
        if (error === "400 global/invalid-parameters") return [[key, (lambda) => call(lambda, operation)]];
        return [];
      }),
    ),
  ),
  "DELETE /ssh-keys/{id} 400 global/invalid-parameters": async (lambda) => {
    const key = await withKey(lambda);
    await launched(lambda);
    return call(lambda, "DELETE /ssh-keys/{id}", undefined, key);
  },
  "PATCH /firewall-rulesets/{id} 400 global/invalid-parameters": async (lambda) => {
    const id = await made(lambda, "POST /firewall-rulesets", ruleset);
    return call(lambda, "PATCH /firewall-rulesets/{id}", { rules: [{}] }, id);
  },
  "POST /instance-operations/restart 409 global/conflict": async (lambda) =>
    call(lambda, "POST /instance-operations/restart", ids(await launched(lambda))),
  [`${LAUNCH} 404 global/object-does-not-exist`]: launchWith({ instance_type_name: "gpu_2x_a10" }),
  [`${LAUNCH} 400 global/object-does-not-exist`]: launchWith({ ssh_key_names: ["none"] }),
  [`${LAUNCH} 400 global/quota-exceeded`]: async (lambda) => {
    lambda.control.setQuota({ instances: 0 });
    return launchWith({})(lambda);
  },
  [`${LAUNCH} 400 instance-operations/launch/insufficient-capacity`]: launchWith({ region_name: "us-south-1" }),
  [`${LAUNCH} 400 instance-operations/launch/file-system-in-wrong-region`]: async (lambda) => {
    const file_system_id = await made(lambda, "POST /filesystems", { name: "data", region: "us-west-1" });
    return launchWith({ file_system_mounts: [{ mount_point: "/data", file_system_id }] })(lambda);
  },
  [`${LAUNCH} 403 global/invalid-address`]: async (lambda) => {
    lambda.control.setAccount("invalid-address");
    return launchWith({})(lambda);
  },
  "POST /filesystems 400 global/duplicate": async (lambda) => {
    const body = { name: "data", region: "us-east-1" };
    await call(lambda, "POST /filesystems", body);
    return call(lambda, "POST /filesystems", body);
  },
  "POST /filesystems 400 global/quota-exceeded": async (lambda) => {
    lambda.control.setQuota({ filesystems: 0 });
    return call(lambda, "POST /filesystems", { name: "data", region: "us-east-1" });
  },
  "POST /filesystems 403 global/invalid-address": async (lambda) => {
    lambda.control.setAccount("invalid-address");
    return call(lambda, "POST /filesystems", { name: "data", region: "us-east-1" });
  },
  "DELETE /filesystems/{id} 400 filesystems/filesystem-in-use": async (lambda) =>
    call(lambda, "DELETE /filesystems/{id}", undefined, (await fullHost(lambda)).filesystem),
  "POST /firewall-rulesets 400 global/quota-exceeded": async (lambda) => {
    lambda.control.setQuota({ firewallRulesets: 0 });
    return call(lambda, "POST /firewall-rulesets", ruleset);
  },
  "DELETE /firewall-rulesets/{id} 400 firewall-rulesets/firewall-ruleset-in-use": async (lambda) =>
    call(lambda, "DELETE /firewall-rulesets/{id}", undefined, (await fullHost(lambda)).firewall),
};
