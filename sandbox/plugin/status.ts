import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { FaultHit, type FaultKind } from "../world/faults";
import type { PartialFailure } from "./failure";
import { toStruct, type WireObject } from "./wire";

export type Answer = Pick<StatusObject, "code" | "details"> & { readonly metadata?: Metadata };

const FAULT_CODES: Readonly<Partial<Record<FaultKind, status>>> = {
  refuse: status.FAILED_PRECONDITION,
  "rate-limit": status.RESOURCE_EXHAUSTED,
  drop: status.UNAVAILABLE,
  garble: status.INTERNAL,
};

/** What the engine is told of an error: its message, without stack, and what kind of trouble it is. */
export function statusOf(error: unknown, signal: AbortSignal, clean: (text: string) => string): Answer {
  if (error instanceof FaultHit) {
    const tooMany = error.fault.kind === "rate-limit" ? "429 Too Many Requests: " : "";
    return { code: FAULT_CODES[error.fault.kind] ?? status.UNKNOWN, details: clean(tooMany + error.message) };
  }
  const message = clean(error instanceof Error ? error.message : String(error));
  if (!signal.aborted) return { code: status.UNKNOWN, details: message };
  const isTimeout = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  const why = signal.reason instanceof Error ? signal.reason.message : "aborted";
  return {
    code: isTimeout ? status.DEADLINE_EXCEEDED : status.CANCELLED,
    details: message === why ? message : `${why}: ${message}`,
  };
}

/** The answer that makes the engine keep an object that was made but isn't well. */
export function partialStatus(
  failure: PartialFailure,
  outputs: WireObject,
  inputs: WireObject,
  reasons: string[],
): Answer {
  const details = new ErrorResourceInitFailed();
  details.setId(failure.id);
  details.setProperties(toStruct(outputs));
  details.setInputs(toStruct(inputs));
  details.setReasonsList(reasons);
  const packed = new Any();
  packed.pack(details.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(reasons.join("\n"));
  answer.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code: status.UNKNOWN, details: reasons.join("\n"), metadata };
}
