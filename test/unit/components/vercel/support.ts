import * as pulumi from "@pulumi/pulumi";
import { FrontEnd } from "../../../../components/vercel/frontEnd";
import { settingsSchema } from "../../../../config/settings";
import { programCredentials } from "../../../../credentials/catalogue";
import type { Credentials } from "../../../../credentials/credentials";
import { type MockedProgram, mockProgram } from "../../../mocks/mockProgram";

const { vercel } = settingsSchema.unwrap().shape;

/** As a stack's file may have them, defaults filled in. */
export const vercelSettings = (changes: object = {}) =>
  vercel.parse({ project: "web", domain: "example.com", ...changes });

/** The front end under mocks. */
export function frontEnd(changes: object = {}): Promise<MockedProgram> {
  const secrets = programCredentials.map(({ id }) => [id, pulumi.secret(`canary-${id}`)]);
  return mockProgram(async () => {
    const front = new FrontEnd("front", {
      platform: { project: "p", stack: "test", owner: "o", costCenter: "c", protect: true },
      vercel: vercelSettings(changes),
      github: { owner: "acme", repository: "app" },
      credentials: Object.fromEntries(secrets) as Credentials,
      gateway: [pulumi.output("203.0.113.1"), "203.0.113.2"],
    });
    return { dnsRecords: front.dnsRecords, url: front.url };
  });
}
