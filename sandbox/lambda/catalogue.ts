import { createHash } from "node:crypto";

/**
 * What Lambda offers, as data. Prices: lambda.ai/instances as read on 2026-09-20. Shapes besides gpu_1x_a10's are those
 * of 2025's catalogue. arm64 types are left out.
 */

export interface Region {
  readonly name: string;
  readonly description: string;
}

export interface InstanceType {
  readonly name: string;
  readonly description: string;
  readonly gpu_description: string;
  readonly price_cents_per_hour: number;
  readonly specs: {
    readonly vcpus: number;
    readonly memory_gib: number;
    readonly storage_gib: number;
    readonly gpus: number;
  };
  /** Sent by the vendor, though not in its description. */
  readonly architecture: "x86_64";
}

export interface Image {
  readonly id: string;
  readonly created_time: string;
  readonly updated_time: string;
  readonly name: string;
  readonly description: string;
  readonly family: string;
  readonly version: string;
  readonly architecture: "x86_64";
  readonly region: Region;
}

export const REGIONS: readonly Region[] = [
  { name: "us-west-1", description: "California, USA" },
  { name: "us-west-2", description: "Arizona, USA" },
  { name: "us-west-3", description: "Utah, USA" },
  { name: "us-east-1", description: "Virginia, USA" },
  { name: "us-east-2", description: "Washington DC, USA" },
  { name: "us-east-3", description: "Washington DC, USA" },
  { name: "us-south-1", description: "Texas, USA" },
  { name: "us-south-2", description: "North Texas, USA" },
  { name: "us-south-3", description: "Central Texas, USA" },
  { name: "us-midwest-1", description: "Illinois, USA" },
  { name: "us-midwest-2", description: "Ohio, USA" },
  { name: "europe-central-1", description: "Germany" },
  { name: "me-west-1", description: "Israel" },
  { name: "asia-south-1", description: "India" },
  { name: "asia-northeast-1", description: "Osaka, Japan" },
  { name: "asia-northeast-2", description: "Tokyo, Japan" },
  { name: "australia-east-1", description: "Sydney, Australia" },
];

/** Name, GPU, cents an hour, vCPUs, memory GiB, storage GiB, GPUs. */
const TYPES: readonly (readonly [string, string, number, number, number, number, number])[] = [
  ["gpu_1x_a10", "A10 (24 GB PCIe)", 129, 30, 200, 1400, 1],
  ["gpu_1x_rtx6000", "Quadro RTX 6000 (24 GB)", 69, 14, 46, 512, 1],
  ["gpu_1x_a6000", "RTX A6000 (48 GB)", 109, 14, 100, 200, 1],
  ["gpu_2x_a6000", "RTX A6000 (48 GB)", 218, 28, 200, 1000, 2],
  ["gpu_4x_a6000", "RTX A6000 (48 GB)", 436, 56, 400, 1000, 4],
  ["gpu_1x_a100_sxm4", "A100 (40 GB SXM4)", 199, 30, 220, 512, 1],
  ["gpu_2x_a100", "A100 (40 GB PCIe)", 398, 60, 400, 1024, 2],
  ["gpu_8x_a100", "A100 (40 GB SXM4)", 1592, 124, 1800, 6144, 8],
  ["gpu_8x_a100_80gb_sxm4", "A100 (80 GB SXM4)", 2232, 240, 1800, 20480, 8],
  ["gpu_1x_h100_pcie", "H100 (80 GB PCIe)", 329, 26, 200, 1024, 1],
  ["gpu_1x_h100_sxm5", "H100 (80 GB SXM5)", 429, 26, 225, 2816, 1],
  ["gpu_8x_h100_sxm5", "H100 (80 GB SXM5)", 3192, 208, 1800, 22528, 8],
  ["gpu_8x_b200_sxm6", "B200 (180 GB SXM6)", 5352, 208, 2900, 22528, 8],
];

export const INSTANCE_TYPES: readonly InstanceType[] = TYPES.map(
  ([name, gpu, cents, vcpus, memory_gib, storage_gib, gpus]) => ({
    name,
    description: `${gpus}x ${gpu}`,
    gpu_description: gpu,
    price_cents_per_hour: cents,
    specs: { vcpus, memory_gib, storage_gib, gpus },
    architecture: "x86_64",
  }),
);

const IMAGES_BY_FAMILY: readonly (readonly [family: string, description: string, version: string])[] = [
  ["lambda-stack-24-04", "Lambda Stack 24.04", "24.04.3"],
  ["lambda-stack-22-04", "Lambda Stack 22.04", "22.04.5"],
  ["gpu-base-24-04", "GPU Base 24.04", "24.04.3"],
  ["gpu-base-22-04", "GPU Base 22.04", "22.04.5"],
  ["ubuntu-24-04", "Ubuntu Server 24.04", "24.04.3"],
  ["ubuntu-22-04", "Ubuntu Server 22.04", "22.04.5"],
];

/** One row an image and region, as the vendor lists them. The first of a region is its default. */
export const IMAGES: readonly Image[] = REGIONS.flatMap((region) =>
  IMAGES_BY_FAMILY.map(([family, description, version]) => ({
    id: imageId(family, region.name),
    created_time: "2026-01-15T09:00:00+00:00",
    updated_time: "2026-06-15T09:00:00+00:00",
    name: `${family}-${version}`,
    description,
    family,
    version,
    architecture: "x86_64" as const,
    region,
  })),
);

function imageId(family: string, region: string): string {
  const hex = createHash("sha256").update(`${family}/${region}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
