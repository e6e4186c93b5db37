// An error as AWS answers it, whatever the protocol of the API it comes from.

export class AwsError extends Error {
  readonly status: number;
  readonly code: string;
  /** Further members of the answer's body, such as a throttling's Reason. */
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
