// Errors that a person can do something about: the catalogue of their wording.

/** An error shown to people as its message alone; the stack only with `--debug`. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

export const noSource = () =>
  new UserError('Nothing to count: name a folder with --dir PATH or a bucket with --bucket NAME.');
export const twoSources = () =>
  new UserError('Both --dir and --bucket are given: a run counts one of them. Leave one out.');
export const lambdaCountsBuckets = () =>
  new UserError('Lambda counts buckets only: leave out --engine lambda, or name a --bucket.');
export const tooManyThreads = (max: number) =>
  new UserError(
    `The memory of this machine has room for ${max} workers at a time: give --concurrency ${max} or less.`,
  );
export const tooManyWorkers = (max: number) =>
  new UserError(
    `A function of Lambda has connections for ${max} workers at a time: give --concurrency ${max} or less.`,
  );
export const givenTwice = (option: string, values: readonly string[]) =>
  new UserError(
    `${option} takes one value and is given twice${values.length > 0 ? `: ${values.join(' and ')}` : ''}. Leave one out.`,
  );
export const noSuchDirectory = (path: string, cause: unknown) =>
  new UserError(`There is no folder ${path}. Give --dir the path of one.`, { cause });
export const notADirectory = (path: string) =>
  new UserError(`${path} is not a folder. Give --dir the folder it is in, and --prefix its name.`);
export const unreadableDirectory = (path: string, cause: unknown) =>
  new UserError(`The folder ${path} cannot be read: permission is denied.`, { cause });

export const outputFailed = (detail: string, cause: unknown) =>
  new UserError(`The output could not be written: ${detail}`, { cause });

export const noRegion = (cause?: unknown) =>
  new UserError('No AWS region is set: give --region, set AWS_REGION, or set one in the profile.', {
    cause,
  });
export const noCredentials = (detail: string, cause?: unknown) =>
  new UserError(
    `No AWS credentials were found: give --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run "aws configure". (${detail})`,
    { cause },
  );
export const credentialsExpired = (cause?: unknown) =>
  new UserError('The AWS credentials have expired: get new ones, then run again.', { cause });
export const ssoExpired = (cause?: unknown) =>
  new UserError(
    'The SSO session has expired: run "aws sso login", with --profile if you use one.',
    {
      cause,
    },
  );
export const wrongCredentials = (detail: string, cause?: unknown) =>
  new UserError(
    `AWS does not accept the credentials: check the profile and the keys. (${detail})`,
    {
      cause,
    },
  );
export const accessDenied = (action: string, detail: string, cause?: unknown) =>
  new UserError(
    `Not permitted to ${action}: ask for the permission, or use another --profile. (${detail})`,
    { cause },
  );
export const unreachable = (action: string, detail: string, cause?: unknown) =>
  new UserError(
    `Could not ${action}: there is no connection. Check the network, --region and --endpoint-url. (${detail})`,
    { cause },
  );
export const badEndpoint = (cause?: unknown) =>
  new UserError(
    'The endpoint is not a URL such as http://127.0.0.1:9000: check --endpoint-url and AWS_ENDPOINT_URL.',
    { cause },
  );
export const awsCallFailed = (action: string, detail: string, cause?: unknown) =>
  new UserError(`Could not ${action}: ${detail}`, { cause });
export const noSuchBucket = (bucket: string, cause?: unknown) =>
  new UserError(`There is no bucket ${bucket}. Check --bucket and --endpoint-url.`, { cause });
export const bucketInOtherRegion = (bucket: string, region: string, cause?: unknown) =>
  new UserError(`The bucket ${bucket} is in ${region}: give --region ${region}.`, { cause });
export const notS3Server = (action: string, detail: string, cause?: unknown) =>
  new UserError(
    `Could not ${action}: this is not an S3 server, or a proxy or login page answers in its place. Check --endpoint-url and the network. (${detail})`,
    { cause },
  );
export const listingBroken = (bucket: string, detail: string) =>
  new UserError(
    `The listing of s3://${bucket} cannot be relied on: ${detail}. Tell those who run the server.`,
  );
export const noSuchFunction = (name: string, cause?: unknown) =>
  new UserError(
    `There is no function ${name} in this region: run "wordcount deploy", or count here with --engine local.`,
    { cause },
  );
export const otherProtocol = (name: string, theirs: number, ours: number) =>
  new UserError(
    `The function ${name} speaks protocol ${theirs}, this program ${ours}: run "wordcount deploy".`,
  );
export const functionFailed = (name: string, reason: string) =>
  new UserError(
    `Lambda could not make the function ${name} ready: ${reason} Run "wordcount destroy", then deploy again.`,
  );
export const functionNotReady = (name: string) =>
  new UserError(
    `The function ${name} is still not ready. Run the same command again to go on waiting for it.`,
  );
export const notMadeByDeploy = (names: string, stem: string) =>
  new UserError(
    `Already there, but not made by "wordcount deploy --name ${stem}": ${names}. Nothing was changed. Choose another --name, or remove what is in the way.`,
  );
export const noArchive = (path: string, cause: unknown) =>
  new UserError(
    `The functions' archive ${path} is missing: install wordcount again, or build it.`,
    {
      cause,
    },
  );
export const stoppedHalfWay = (reason: string, done: number, total: number, cause: unknown) =>
  new UserError(
    `${reason}\n${done} of ${total} steps were done before, and stand. Running the same command again goes on from there.`,
    { cause },
  );
export const stillThere = (names: string) =>
  new UserError(`Still there: ${names}. Run "wordcount destroy" again in a minute.`);
export const noConfirmation = () =>
  new UserError('There is no terminal to ask for confirmation: give --yes to remove it all.');
export const permissionHint = ({ message, cause }: UserError) =>
  new UserError(`${message}\n"wordcount deploy --print-policy" prints the policy that it takes.`, {
    cause,
  });

export const noPages = (path: string, cause: unknown) =>
  new UserError(`The pages in ${path} are missing: install wordcount again, or build it.`, {
    cause,
  });
export const cannotListen = (host: string, port: number, detail: string, cause: unknown) =>
  new UserError(`Cannot listen on ${host}, port ${port}: ${detail}`, { cause });
export const portInUse = (host: string, port: number, cause: unknown) =>
  cannotListen(host, port, 'another program does. Give another --port, or 0 for any.', cause);
export const portForbidden = (host: string, port: number, cause: unknown) =>
  cannotListen(host, port, 'permission is denied. Give a --port above 1023.', cause);
export const noSuchHost = (host: string, port: number, cause: unknown) =>
  cannotListen(host, port, 'that is no address of this machine. Check --host.', cause);
export const tokenNeeded = (host: string) =>
  new UserError(
    `On ${host} others can reach this server: set WORDCOUNT_TOKEN, or give --token, to what they must show.`,
  );
export const tokenTooShort = (minCharacters: number) =>
  new UserError(
    `The token must have at least ${minCharacters} characters, and none but letters, digits and - . _ ~ + / =: "openssl rand -hex 16" makes one.`,
  );
