import { defineConfig } from "vitest/config";

/** The lanes of the test suite; `npm run test:unit` runs the fast one alone. */
export default defineConfig({
  test: {
    // A rehearsal waits as often as it works; each has a state folder, ports and addresses of its own.
    maxWorkers: "100%",
    reporters: ["default", ["json", { outputFile: ".sophia/test-report.json" }]],
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000 } },
      { test: { name: "contract", include: ["test/contract/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "rehearsal",
          include: ["test/rehearsal/**/*.test.ts"],
          globalSetup: "test/rehearsal/toolchain.ts",
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
