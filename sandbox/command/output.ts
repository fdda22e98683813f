/** What a command writes: kept as a whole, and told line by line while it runs. */
export class Output {
  readonly #chunks: { stream: "stdout" | "stderr"; chunk: Buffer }[] = [];
  readonly #begun = { stdout: "", stderr: "" };

  /** `tell` gets the lines of the streams that `logging` names; by default both. */
  constructor(
    private readonly logging: string | undefined,
    private readonly tell: (line: string) => void,
  ) {}

  take(stream: "stdout" | "stderr", chunk: Buffer): void {
    this.#chunks.push({ stream, chunk });
    if (this.logging !== undefined && this.logging !== "stdoutAndStderr" && this.logging !== stream) return;
    const lines = (this.#begun[stream] + chunk.toString()).split("\n");
    this.#begun[stream] = lines.pop() ?? "";
    for (const line of lines) this.tell(line);
  }

  /** Tells a last line that didn't end. */
  end(): void {
    for (const line of Object.values(this.#begun)) if (line !== "") this.tell(line);
  }

  /** One stream's text, without the newline at its end. */
  text(stream: "stdout" | "stderr"): string {
    const chunks = this.#chunks.filter((taken) => taken.stream === stream).map(({ chunk }) => chunk);
    return Buffer.concat(chunks).toString().replace(/\n$/, "");
  }

  /** Both streams as they came. */
  everything(): string {
    return Buffer.concat(this.#chunks.map(({ chunk }) => chunk)).toString();
  }
}
