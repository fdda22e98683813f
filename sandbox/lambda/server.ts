import { serveRest } from "../rest/server";
import { json, text } from "./answers";
import type { LambdaCloud } from "./api";
import { Refusal } from "./errors";
import { tooMany } from "./frontDoor";

/** The largest body that is read: user data of 1 MB, every character of it escaped, and the rest. */
const BODY_BYTES = 8_000_000;

/** Serves the stand-in over HTTP on 127.0.0.1. `log` gets one line a call. Errors: the port is taken. */
export async function serveLambda(
  { handle }: Pick<LambdaCloud, "handle">,
  port: number,
  log: (line: string) => void,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const broken = new Refusal("global/internal-error");
  return await serveRest({
    vendor: "lambda",
    port,
    log,
    handle,
    failures: { rateLimit: tooMany({ headers: {} }), down: json(broken.status, broken.envelope()) },
    largest: { bytes: BODY_BYTES, refusal: text(413, "Payload Too Large") },
  });
}
