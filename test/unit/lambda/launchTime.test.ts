import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../sandbox/lambda/settings";
import { addSshKey, createHost, hostsOf, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

it("has five hosts ready in at most 1.05 times what the vendor's pace and boot take", async () => {
  const vendor = new Vendor();
  addSshKey(vendor);
  const hosts = hostsOf(new Process(vendor));
  const keys = ["1", "2", "3", "4", "5"];
  await Promise.all(keys.map((key) => createHost(hosts, wanted(key, { cluster: "sophia" }))));
  const { launchCall, address, active } = DEFAULT_SETTINGS.timings;
  const limit = (keys.length - 1) * 12_000 + launchCall + address + active;
  expect(vendor.count(" 429")).toBe(0);
  expect(vendor.clock.now() / limit).toBeLessThanOrEqual(1.05);
});
