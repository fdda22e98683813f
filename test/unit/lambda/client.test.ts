import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { LambdaClient } from "../../../components/lambda/client";
import { LambdaError } from "../../../components/lambda/errors";
import { backoffMs } from "../../../components/lambda/retry";
import type { Fetch } from "../../../components/lambda/transport";
import { VirtualClock } from "../../../sandbox/world/clock";
import { answered } from "./vendor";

type Answer = Awaited<ReturnType<Fetch>> | Error;

interface Sent {
  readonly at: number;
  readonly what: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Dated, as the client wants it: the stand-in's time is already the epoch's. */
class DatedClock extends VirtualClock {
  date = () => this.now();
}

let clock: DatedClock;
let sent: Sent[];
let answers: Answer[];

beforeEach(() => {
  clock = new DatedClock();
  sent = [];
  answers = [];
});

/** Answers from `answers`, the last one again and again. */
const fetch: Fetch = async (url, { method, headers, body }) => {
  sent.push({ at: clock.now(), what: `${method} ${url}`, headers, body });
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === undefined) throw new Error("no answer was prepared");
  if (answer instanceof Error) throw answer;
  return answer;
};

function client(): LambdaClient {
  return new LambdaClient({ apiKey: "the-api-key", fetch, clock, random: () => 0.5 });
}

const broken = new TypeError("fetch failed", {
  cause: Object.assign(new Error("secret detail"), { code: "ECONNRESET" }),
});
const html = answered(502, "<html>Bad gateway</html>", { "content-type": "text/html" });
const launch = { region_name: "us-east-1", instance_type_name: "gpu_1x_a10", ssh_key_names: ["sophia"] };
const nothing = async () => undefined;

function data(value: unknown): Answer {
  return answered(200, JSON.stringify({ data: value }));
}

function refused(status: number, code: string): Answer {
  return answered(status, JSON.stringify({ error: { code, message: "Told by the vendor.", suggestion: "Do this." } }));
}

async function failure(work: Promise<unknown>): Promise<LambdaError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LambdaError)) throw new Error(`not a LambdaError: ${error}`);
  return error;
}

describe("a request", () => {
  it("carries the key, a name of its own and nothing else", async () => {
    answers = [data([])];
    await client().listSshKeys();
    expect(sent[0]).toMatchObject({ what: "GET https://cloud.lambda.ai/api/v1/ssh-keys", body: undefined });
    expect(sent[0]?.headers).toEqual({
      authorization: "Bearer the-api-key",
      accept: "application/json",
      "user-agent": "sophia-infra",
    });
  });

  it("is sent a second after the one before, whoever sent that", async () => {
    answers = [data([])];
    const [one, other] = [client(), client()];
    await Promise.all([one.listSshKeys(), other.listFilesystems(), one.listRegions(), other.listSshKeys()]);
    expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("for all instances serves everyone who asked before it was sent", async () => {
    answers = [data([])];
    const one = client();
    const lists = [one.listSshKeys(), one.listInstances(), one.listInstances(), one.listInstances()];
    await Promise.all(lists);
    await one.listInstances();
    expect(sent).toHaveLength(3);
  });
});

describe("a call that is safe to repeat", () => {
  it.each<[string, Answer]>([
    ["a broken connection", broken],
    ["a time-out", Object.assign(new Error("x"), { name: "TimeoutError" })],
    ["a bad gateway in HTML", html],
    ["an error of the vendor's own", refused(500, "global/internal-error")],
    ["a front door that has had enough, in plain text", answered(429, "error code: 1015")],
    ["half an answer", answered(200, '{"data": [{"id"')],
    ["a sign-in page", answered(200, "<html></html>", { "content-type": "text/html" })],
  ])("is repeated after %s", async (_name, answer) => {
    answers = [answer, answer, data([])];
    expect(await client().listSshKeys()).toEqual([]);
    expect(sent).toHaveLength(3);
  });

  it.each([
    [400, "global/invalid-parameters"],
    [401, "global/invalid-api-key"],
    [403, "global/account-inactive"],
  ])("is not repeated after a refusal (%i)", async (status, code) => {
    answers = [refused(status, code)];
    expect((await failure(client().listSshKeys())).code).toBe(code);
    expect(sent).toHaveLength(1);
  });

  it("gives up after six attempts, with the last error", async () => {
    answers = [broken];
    expect((await failure(client().listSshKeys())).code).toBe("client/connection");
    expect(sent).toHaveLength(6);
  });

  it("waits as long as the vendor asks for, and so does everything else meanwhile", async () => {
    answers = [answered(429, "", { "retry-after": "30" }), data([])];
    const one = client();
    await Promise.all([one.listSshKeys(), one.listFilesystems()]);
    expect(sent.map(({ at }) => at >= 30_000)).toEqual([false, true, true]);
  });

  it("measures a date to wait for against the vendor's clock, not against this machine's", async () => {
    const headers = { date: "Tue, 01 Jan 2030 00:00:00 GMT", "retry-after": "Tue, 01 Jan 2030 00:00:20 GMT" };
    answers = [answered(429, "", headers), data([])];
    await client().listSshKeys();
    expect(sent[1]?.at).toBeGreaterThanOrEqual(20_000);
    expect(sent[1]?.at).toBeLessThan(30_000);
  });

  it("does not wait longer than two minutes for anyone", async () => {
    answers = [answered(429, "", { "retry-after": "3600" })];
    expect(await failure(client().listSshKeys())).toMatchObject({
      code: "client/rate-limited",
      retryAfterMs: 3_600_000,
    });
  });

  it("never waits less than asked for, and never more than the cap beyond that", () => {
    const attempt = fc.integer({ min: 1, max: 20 });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(attempt, chance, fc.nat(120_000), (n, random, asked) => {
        const wait = backoffMs(n, 1_000, () => random, asked);
        return wait >= asked && wait <= asked + 32_000 && wait <= asked + 1_000 * 2 ** n;
      }),
    );
  });
});

describe("a call that does its work each time", () => {
  it("is sent again where the front door turned it away, and after nothing else", async () => {
    const made = data({ id: "k", name: "n", public_key: "ssh-ed25519 AAAA" });
    answers = [answered(429, "error code: 1015"), made];
    expect((await client().addSshKey("n")).id).toBe("k");
    expect(sent).toHaveLength(2);
    for (const answer of [broken, html, answered(200, "{")]) {
      answers = [answer];
      sent = [];
      await failure(client().addSshKey("n"));
      expect(sent).toHaveLength(1);
    }
  });
});

describe("a launch", () => {
  it("is never repeated", async () => {
    for (const answer of [broken, html, answered(429, ""), answered(200, "{")]) {
      answers = [answer];
      sent = [];
      await failure(client().launch(launch, nothing));
      expect(sent).toHaveLength(1);
    }
  });

  it("is sent twelve seconds after the one before", async () => {
    answers = [data({ instance_ids: ["a"] })];
    const one = client();
    await Promise.all([1, 2, 3].map(() => one.launch(launch, nothing)));
    expect(sent.map(({ at }) => at)).toEqual([0, 12_000, 24_000]);
  });

  it("is not sent when the last look finds the host, and leaves its turn to the next", async () => {
    answers = [data({ instance_ids: ["a"] })];
    const one = client();
    const launches = [
      one.launch(launch, nothing),
      one.launch(launch, async () => "there"),
      one.launch(launch, nothing),
    ];
    expect(await Promise.all(launches)).toEqual(["a", "there", "a"]);
    expect(sent.map(({ at }) => at)).toEqual([0, 12_000]);
  });

  it("gets its turn after one whose last look failed", async () => {
    answers = [data({ instance_ids: ["a"] })];
    const one = client();
    const looked = one.launch(launch, async () => Promise.reject(new Error("no look")));
    await expect(looked).rejects.toThrow("no look");
    expect(await one.launch(launch, nothing)).toBe("a");
  });
});

describe("an error", () => {
  it("names the call, what the vendor said, its code and what to do, and whether the work may be done", async () => {
    answers = [refused(400, "global/quota-exceeded")];
    const error = await failure(client().launch(launch, nothing));
    expect(error).toMatchObject({ status: 400, outcomeUnknown: false });
    expect(error.message).toBe(
      "Lambda Cloud: POST /instance-operations/launch: Told by the vendor (global/quota-exceeded, HTTP 400). Do this. " +
        "Terminate what is no longer needed, or ask Lambda's support for a larger quota.",
    );
  });

  it.each<[string, Answer, boolean]>([
    ["no answer", broken, true],
    ["half an answer", answered(200, "{"), true],
    ["an error behind the front door", html, true],
    ["a refusal of the front door", answered(429, ""), false],
  ])("says after %s whether the launch may have happened", async (_name, answer, outcomeUnknown) => {
    answers = [answer];
    expect((await failure(client().launch(launch, nothing))).outcomeUnknown).toBe(outcomeUnknown);
  });

  it("names the field that is missing", async () => {
    answers = [data([{ id: "1", name: "sophia" }])];
    expect((await failure(client().listSshKeys())).message).toContain(
      "GET /ssh-keys: the answer lacks what was expected: `data.0.public_key`: Invalid input: expected string",
    );
  });

  it("tells of this machine's clock where a certificate is not valid", async () => {
    answers = [new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "CERT_NOT_YET_VALID" }) })];
    expect((await failure(client().listSshKeys())).message).toContain("Check this machine's clock");
  });

  it("never carries the key, nor a low-level message that might", async () => {
    for (const answer of [
      broken,
      html,
      answered(401, "the-api-key is wrong"),
      refused(401, "global/invalid-api-key"),
    ]) {
      answers = [answer];
      const error = await failure(client().listSshKeys());
      expect(JSON.stringify({ ...error }) + error.message + error.stack).not.toMatch(/the-api-key|secret detail/);
    }
  });
});

it("takes answers with fields it does not know, and statuses too", async () => {
  const host = { id: "1", status: "dreaming", ssh_key_names: [], file_system_names: [], region: { name: "x", new: 1 } };
  answers = [data([{ ...host, instance_type: { name: "t" }, workspace_id: "w" }])];
  expect((await client().listInstances())[0]).toMatchObject({ id: "1", status: "dreaming" });
});
