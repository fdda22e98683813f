import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { checksumOf, dockerConfig, serviceVariables } from "../../../components/mcp/serverSecrets";
import { autoscalerSpec, deploymentSpec } from "../../../components/mcp/serverSpecs";
import { mcpServers } from "../../../config/mcpServers";

const pod = {
  server: "ai-intelligence",
  image: "registry.example/mcp@sha256:0",
  port: 8091,
  serviceAccount: "a",
  credentials: "c",
  credentialsChecksum: "1",
  pullSecret: "p",
  services: {},
  labels: {},
  selector: { app: "a" },
};
const checksum = (data: Record<string, string>) =>
  new Promise((resolve) => {
    const outputs = Object.entries(data).map(([key, value]) => [key, pulumi.output(value)] as const);
    checksumOf(Object.fromEntries(outputs)).apply(resolve);
  });

describe("an MCP server's deployment", () => {
  const spec = deploymentSpec(pod);

  it("leaves the number of replicas to the autoscaler", () => {
    expect(spec).not.toHaveProperty("replicas");
    expect(autoscalerSpec("ai-intelligence", { min: 3, max: 10 })).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: "ai-intelligence" },
      ...{ minReplicas: 3, maxReplicas: 10 },
    });
  });

  it("is never down while it rolls", () => {
    expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
  });

  it("passes Pod Security's restricted standard", () => {
    expect(spec.template).toMatchObject({
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "2", memory: "4Gi" } },
          },
        ],
      },
    });
  });
});

describe("a server's credentials", () => {
  it("roll the pods when one of them changes, and only then", async () => {
    const before = await checksum({ A: "1", B: "2" });
    expect(await checksum({ B: "2", A: "1" })).toBe(before);
    expect(await checksum({ A: "1", B: "3" })).not.toBe(before);
    expect(await checksum({ A: "1B2" })).not.toBe(await checksum({ A: "1", B: "2" }));
  });

  it("are known to it by service, each by an environment variable", () => {
    const { services } = mcpServers["ai-intelligence"];
    expect(Object.keys(serviceVariables("ai-intelligence")).sort()).toEqual([...services].sort());
    expect(serviceVariables("ai-intelligence")).toMatchObject({ openai: "OPENAI_API_KEY", huggingface: "HF_TOKEN" });
  });

  it("let the kubelet pull as `docker login` would", async () => {
    const registry = { server: "registry.example", repository: "a/b", user: "robot" };
    const config = await new Promise<string>((resolve) => dockerConfig(registry, pulumi.output("t")).apply(resolve));
    const login = { username: "robot", password: "t", auth: Buffer.from("robot:t").toString("base64") };
    expect(JSON.parse(Buffer.from(config, "base64").toString())).toEqual({ auths: { "registry.example": login } });
  });
});
