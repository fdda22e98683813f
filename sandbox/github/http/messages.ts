import { json, type RestAnswer } from "../../rest/messages";

export const nothing: RestAnswer = { status: 204, headers: {}, body: "" };

/** GitHub says no. Never holds a value. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    private readonly more: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly errors?: readonly object[];
    } = {},
  ) {
    super(message);
  }

  answer(): RestAnswer {
    const { status, message } = this;
    const { headers, errors } = this.more;
    const documented = { documentation_url: "https://docs.github.com/rest", status: String(status) };
    return json(status, { message, ...(errors && { errors }), ...documented }, headers);
  }
}

export const notFound = () => new Refusal(404, "Not Found");
