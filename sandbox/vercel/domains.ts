import type { Mistake, Props } from "../plugin/types";
import { flag, integer, object, text } from "../table/field";
import type { Moment, Row } from "../table/row";
import { requiredWith } from "../table/rules";
import { asText, isPresent } from "../table/value";
import { answer, inProject, needsProject, newId, stamped, teamId } from "./rest";

const required = { required: true } as const;
const port = integer({ ...required, min: 0, max: 65_535 });

/** Every domain counts as verified: nobody else has one. */
export const projectDomain: Row = {
  collection: "vercel.domain",
  fields: {
    customEnvironmentId: text(),
    domain: text({ ...required, forcesReplacement: true, valid: validDomain, as: "name" }),
    gitBranch: text(),
    projectId: text({ ...required, forcesReplacement: true }),
    redirect: text({ valid: validDomain }),
    redirectStatusCode: integer({ oneOf: [301, 302, 307, 308] }),
    teamId: teamId(),
    waitForReady: flag({ pluginOnly: true }),
  },
  rules: [requiredWith("redirectStatusCode", "redirect")],
  identity: { id: (inputs) => asText(inputs.domain) ?? "" },
  taken: inUse,
  gone: () => answer("not_found", "The domain is not found for this project."),
  needs: (inputs) => [...needsProject(inputs), ...needsCustomEnvironment(inputs)],
  refuses: redirectsElsewhere,
  parents: inProject,
  facts: (at) => ({ verified: true, ...stamped(at) }),
  outputs: { verifications: () => [], verified: ({ object: stored }) => stored.verified === true },
};

/** Records of a domain whose nameservers are Vercel's; whether they are is not looked at. */
export const dnsRecord: Row = {
  collection: "vercel.dnsRecord",
  fields: {
    comment: text({ computed: true, max: 500 }),
    domain: text({ ...required, forcesReplacement: true, valid: validDomain }),
    mxPriority: integer({ min: 0, max: 65_535 }),
    name: text({ autoname: true }),
    srv: object({ port, priority: port, target: text(required), weight: port }),
    teamId: teamId(),
    ttl: integer({ min: 60, max: 2_147_483_647, vendorDefault: 60 }),
    type: text({
      ...required,
      forcesReplacement: true,
      oneOf: ["A", "AAAA", "ALIAS", "CAA", "CNAME", "HTTPS", "MX", "NS", "SRV", "TXT"],
    }),
    value: text(),
  },
  rules: [ofItsType],
  identity: { newId: () => newId("rec_", 24), by: ["domain", "name", "type", "value", "srv"] },
  taken: () => answer("conflict", "A record with this name, type and value already exists."),
  gone: () => answer("not_found", "The DNS record is not found."),
  facts: (at) => ({ id: at.id, ...stamped(at) }),
};

function inUse(at: Moment): string {
  const ours = at.before?.projectId === at.inputs.projectId;
  const by = ours ? "it's already in use by your project" : "it's already assigned to another project";
  return answer("domain_already_in_use", `Cannot add ${at.id} since ${by}.`);
}

/** Assumed, the documentation being silent: a domain redirects to one of its own project's. */
function redirectsElsewhere(at: Moment): string | undefined {
  const target = asText(at.inputs.redirect);
  if (target === undefined || at.find("vercel.domain", target)?.projectId === at.inputs.projectId) return undefined;
  return answer("bad_request", `Cannot redirect to ${target}: it is not a domain of this project.`);
}

function needsCustomEnvironment(inputs: Props) {
  const id = asText(inputs.customEnvironmentId);
  if (id === undefined) return [];
  return [
    { collection: "vercel.customEnvironment", id, refusal: answer("not_found", "Custom environment not found.") },
  ];
}

function ofItsType(inputs: Props): Mistake[] {
  const type = asText(inputs.type);
  if (type === undefined) return [];
  const wanted = { srv: type === "SRV", mxPriority: type === "MX", value: type !== "SRV" };
  return Object.entries(wanted).flatMap(([property, wants]) => {
    if (wants === isPresent(inputs[property])) return [];
    return [{ property, reason: `${wants ? "is required for" : "can't be set on"} a record of type ${type}` }];
  });
}

function validDomain(value: string): string | undefined {
  const isDomain = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(value);
  return isDomain ? undefined : "must be a domain name in lower case, e.g. www.example.com";
}
