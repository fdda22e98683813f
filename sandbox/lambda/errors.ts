interface Documented {
  readonly status: number;
  readonly message: string;
  readonly suggestion?: string;
}

/** Every error code of the API description 1.10 that a fleet tool can meet, with the vendor's default texts. */
const DOCUMENTED = {
  "global/invalid-api-key": {
    status: 401,
    message: "API key was invalid, expired, or deleted.",
    suggestion: "Check your API key or create a new one, then try again.",
  },
  "global/account-inactive": {
    status: 403,
    message: "Your account is inactive.",
    suggestion:
      "Make sure you have verified your email address and have a valid payment method. " +
      "Contact Support if problems continue.",
  },
  "global/invalid-address": {
    status: 403,
    message: "Your billing address is invalid.",
    suggestion: "Make sure your billing address is valid. Contact Support if problems continue.",
  },
  "global/forbidden": { status: 403, message: "You do not have permission to view instances." },
  "global/invalid-parameters": { status: 400, message: "Invalid request data." },
  "global/quota-exceeded": {
    status: 400,
    message: "Quota exceeded.",
    suggestion: "Contact Support to increase your quota.",
  },
  "global/duplicate": { status: 400, message: "An object of this name exists already." },
  "global/object-does-not-exist": { status: 404, message: "Specified instance does not exist." },
  "global/not-found": { status: 404, message: "The requested resource was not found." },
  "global/conflict": { status: 409, message: "The request conflicts with the current state of the resource." },
  "global/internal-error": {
    status: 500,
    message: "An internal server error occurred.",
    suggestion: "Try again later. Contact Support if the problem persists.",
  },
  // Named in the description's introduction only, without a status: 503 is assumed.
  "provider/internal-unavailable": {
    status: 503,
    message: "Provider unavailable",
    suggestion: "Try again shortly",
  },
  "instance-operations/launch/insufficient-capacity": {
    status: 400,
    message: "Not enough capacity to fulfill launch request.",
  },
  "instance-operations/launch/file-system-in-wrong-region": {
    status: 400,
    message: "The filesystem is in another region than the instance.",
  },
  "filesystems/filesystem-in-use": { status: 400, message: "Filesystem is in use by one or more instances." },
  "firewall-rulesets/firewall-ruleset-in-use": {
    status: 400,
    message: "Firewall ruleset is in use by one or more instances.",
    suggestion: "Terminate all instances that are using the ruleset before deleting it.",
  },
} as const satisfies Record<string, Documented>;

export type ErrorCode = keyof typeof DOCUMENTED;

/** The vendor says no: becomes the documented envelope. */
export class Refusal extends Error {
  readonly status: number;
  readonly suggestion?: string;

  constructor(
    readonly code: ErrorCode,
    told: Partial<Documented> = {},
  ) {
    const documented: Documented = { ...DOCUMENTED[code], ...told };
    super(documented.message);
    this.status = documented.status;
    this.suggestion = documented.suggestion;
  }

  envelope(): { error: { code: string; message: string; suggestion?: string } } {
    return { error: { code: this.code, message: this.message, suggestion: this.suggestion } };
  }
}
