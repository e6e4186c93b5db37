// What the server refuses, and in which words: the catalogue of its answers from 400 on.

/** Told to whoever asked, with the status of RFC 9110; it is no fault of the server. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export const malformedTarget = () =>
  new Refusal(400, 'The request names no path: it must begin with a slash.');
export const otherTarget = () =>
  new Refusal(400, 'The address of the request and its Host header name two servers.');
export const givenAgain = (what: string) =>
  new Refusal(400, `${what} is there twice: leave one out.`);
export const unknownHost = () =>
  new Refusal(
    421,
    'This server does not go by that name. Use the address that it prints, or start it with --allow-host NAME.',
  );
export const otherSite = () =>
  new Refusal(403, 'Only the pages of this server may ask for this, no other site.');
export const prefetched = () =>
  new Refusal(403, 'A run does not start because a browser looks ahead.');
export const noToken = () =>
  new Refusal(
    401,
    'The token is missing or wrong: open the page with ?token=… once, or send "Authorization: Bearer …".',
    { 'www-authenticate': 'Bearer' },
  );
export const noSuchPage = () =>
  new Refusal(404, 'There is nothing here. The pages are / and /scatter.');
export const noSuchRun = () =>
  new Refusal(404, 'There is no such run: it ended long ago, or the server was started anew.');
export const wrongMethod = (allowed: string) =>
  new Refusal(405, `Only ${allowed} can be done here.`, { allow: allowed });
export const tooManyRuns = (maxRuns: number) =>
  new Refusal(
    429,
    `${maxRuns === 1 ? 'A run is' : `${maxRuns} runs are`} in progress, and no more at a time are allowed: wait for one to end, or stop one.`,
    { 'retry-after': '5' },
  );
export const bodyTooLarge = (maxBytes: number) =>
  new Refusal(413, `The body is larger than ${maxBytes} bytes.`, { connection: 'close' });
export const brokenBody = () => new Refusal(400, 'The body broke off before its end.');
export const notJson = () => new Refusal(415, 'The body must be JSON, with its content type.');
export const malformedQuery = (detail: string) =>
  new Refusal(400, `That is no request for a run: ${detail}.`);
export const malformedEventId = () =>
  new Refusal(
    400,
    'The Last-Event-ID is none of this server: leave it out to watch from the start.',
  );
export const otherHttp = () => new Refusal(505, 'The version of HTTP must be 1.1 or 1.0.');
export const shuttingDown = () => new Refusal(503, 'The server is shutting down.');
