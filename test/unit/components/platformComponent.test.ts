import * as kubernetes from "@pulumi/kubernetes";
import { expect, it } from "vitest";
import { PlatformComponent } from "../../../components/platformComponent";
import type { Platform } from "../../../components/tags";
import { mockProgram } from "../../mocks/mockProgram";

const platform: Platform = {
  project: "sophia-infra",
  stack: "test",
  owner: "platform",
  costCenter: "engineering",
  protect: true,
};

class Sample extends PlatformComponent {
  constructor(name: string, childName: string, kept = false) {
    super("sophia:platform:Sample", name, platform);
    const metadata = { labels: { ...this.tags } };
    new kubernetes.core.v1.Namespace(childName, { metadata }, kept ? this.kept : this.child);
    this.registerOutputs({});
  }
}

const mocked = (create: () => void) =>
  mockProgram(async () => {
    create();
    return {};
  });

it("is its children's parent, and gives them its tags", async () => {
  const { resource } = await mocked(() => new Sample("sample", "sample-space"));
  expect(resource("sample-space").parent).toBe(resource("sample").urn);
  expect(resource("sample-space").inputs.metadata).toEqual({
    labels: {
      project: "sophia-infra",
      stack: "test",
      component: "sample",
      owner: "platform",
      "cost-center": "engineering",
      "managed-by": "pulumi",
    },
  });
});

it("protects what must be kept where the stack protects, and nothing else", async () => {
  const kept = await mocked(() => new Sample("sample", "sample-space", true));
  expect(kept.resource("sample-space").protect).toBe(true);
  const other = await mocked(() => new Sample("sample", "sample-space"));
  expect(other.resource("sample-space").protect).toBe(false);
});

it.each(["space", "sampler", "other-space"])("refuses a child called %s", async (name) => {
  await expect(mocked(() => new Sample("sample", name))).rejects.toThrow(
    `"${name}" (kubernetes:core/v1:Namespace) is a child of "sample", so its name has to begin with "sample-".`,
  );
});
