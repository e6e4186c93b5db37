// An error answer of AWS, for all of its protocols.

export class AwsError extends Error {
  readonly status: number;
  readonly code: string;
  /** Further members of the answer's body, such as the Reason of throttling. */
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { members?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.members = extra.members ?? {};
    this.headers = extra.headers ?? {};
  }
}
