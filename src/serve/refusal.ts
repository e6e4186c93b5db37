// The requests that the server refuses, and the wording of its answers with a status of 400 or more.

/** An answer to the client with a status of RFC 9110. It is not a fault of the server. */
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
  new Refusal(400, 'The request has no path. A path begins with a slash.');
export const otherTarget = () =>
  new Refusal(
    400,
    'The address of the request and its Host header name different servers. Make them the same.',
  );
export const givenAgain = (what: string) =>
  new Refusal(400, `${what} is given twice. Leave one out.`);
export const unknownHost = () =>
  new Refusal(
    421,
    'This server does not accept that host name. Use the address that it prints, or start it with --allow-host NAME.',
  );
export const otherSite = () =>
  new Refusal(403, 'Another site must not request this. Open a page of this server instead.');
export const prefetched = () =>
  new Refusal(403, 'A prefetch does not start a run. Open the page instead.');
export const noToken = () =>
  new Refusal(
    401,
    'The token is missing or wrong. Open the page with ?token=… once, or send "Authorization: Bearer …".',
    { 'www-authenticate': 'Bearer' },
  );
export const noSuchPage = () =>
  new Refusal(404, 'There is no such page. The pages are /, /scatter and /history.');
export const noSuchRun = () =>
  new Refusal(
    404,
    'There is no such run. It ended long ago, or the server was restarted. Start a new run.',
  );
export const stillRunning = () =>
  new Refusal(409, 'The run is still in progress. Wait for its end, or stop it.');
export const wrongMethod = (allowed: string) =>
  new Refusal(405, `This address supports only ${allowed}.`, { allow: allowed });
export const tooManyRuns = (maxRuns: number) =>
  new Refusal(
    429,
    `${maxRuns === 1 ? 'A run is' : `${maxRuns} runs are`} in progress, which is the maximum. Wait for one to end, or stop one.`,
    { 'retry-after': '5' },
  );
export const bodyTooLarge = (maxBytes: number) =>
  new Refusal(413, `The body is larger than ${maxBytes} bytes. Send a shorter prefix.`, {
    connection: 'close',
  });
export const brokenBody = () =>
  new Refusal(400, 'The body ended too early. Send the request again.');
export const notJson = () =>
  new Refusal(415, 'The body must be JSON, with the content type application/json.');
export const malformedQuery = (detail: string) =>
  new Refusal(400, `The request for a run is not valid: ${detail}.`);
export const malformedEventId = () =>
  new Refusal(
    400,
    'The Last-Event-ID is not from this server. Leave it out to watch from the start.',
  );
export const otherHttp = () =>
  new Refusal(505, 'This version of HTTP is not supported. Use HTTP/1.1.');
export const shuttingDown = () => new Refusal(503, 'The server is shutting down. Start it again.');
