// The errors that a person can do something about, and their wording.

import { hidePassword } from '../text/hide-password.ts';
import { shellWord } from '../text/shell-word.ts';
import { withStop } from './with-stop.ts';

/** An error shown to people as its message alone; the stack only with `--debug`. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

export const noSource = () =>
  new UserError(
    'There is nothing to count: name a folder with --dir PATH or a bucket with --bucket NAME, or give run a path or s3://BUCKET/PREFIX.',
  );
export const twoSources = () =>
  new UserError(
    'Both --dir and --bucket are given, and a run counts only one of them. Leave one out.',
  );
export const lambdaCountsBuckets = () =>
  new UserError(
    'Lambda can count buckets only: leave out --engine lambda, or name a bucket with --bucket.',
  );
export const tooManyThreads = (max: number) =>
  new UserError(
    `This machine has memory for at most ${max} workers at a time: give --concurrency ${max} or less.`,
  );
export const tooManyWorkers = (max: number) =>
  new UserError(
    `A run has connections for at most ${max} workers at a time: give --concurrency ${max} or less.`,
  );
export const givenTwice = (option: string, values: readonly string[]) =>
  new UserError(
    `${option} takes one value and is given twice${values.length > 0 ? `: ${values.join(' and ')}` : ''}. Leave one out.`,
  );
export const givenBothWays = (option: string, undoing: string) =>
  new UserError(`${option} and ${undoing} are both given. Leave one out.`);
export const noSuchDirectory = (path: string, cause: unknown) =>
  new UserError(`There is no folder ${path}. Give --dir the path of a folder.`, { cause });
export const notADirectory = (path: string) =>
  new UserError(
    `${path} is not a folder. Give --dir the folder that it is in, and --prefix its name.`,
  );
export const unreadableDirectory = (path: string, cause: unknown) =>
  new UserError(
    `The folder ${path} cannot be read: permission is denied. Run as a user who may read it.`,
    { cause },
  );

/** `name` is undefined if none was given. */
export const unknownShell = (name: string | undefined, shells: readonly string[]) =>
  new UserError(
    `${name === undefined ? 'No shell is named' : `There is no completion for the shell '${name}'`}. Give one of ${shells.join(', ')}, as in "wordcount complete ${shells[0]}".`,
  );
export const noBarWithoutTerminal = () =>
  new UserError(
    'Standard error is not a terminal, so no bar can be drawn on it. Give --progress plain, or leave --progress out.',
  );
export const twoFormats = (format: string) =>
  new UserError(
    `--json is short for --format json, but --format ${format} is given too. Leave one out.`,
  );
export const noTableOfKeys = () =>
  new UserError(
    'There is no table of keys: --no-agg prints one line for each. Give --format json, csv, tsv or plain.',
  );
export const outputFailed = (detail: string, cause: unknown) =>
  new UserError(
    `The output could not be written: ${withStop(detail)} Check where it goes, such as the room on the disk, and run again.`,
    { cause },
  );
export const noReportFolder = (path: string, folder: string, cause: unknown) =>
  new UserError(
    `The report ${path} cannot be written: there is no folder ${folder}. Make it, or give --report another path.`,
    { cause },
  );
export const reportNotAFile = (path: string) =>
  new UserError(
    `The report cannot be written to ${path}, because it is not a file. Give --report the path of a file.`,
  );
export const reportForbidden = (path: string, cause: unknown) =>
  new UserError(
    `The report ${path} cannot be written: permission is denied. Give --report another path.`,
    { cause },
  );
export const reportFailed = (path: string, detail: string, cause: unknown) =>
  new UserError(
    `The report ${path} could not be written: ${withStop(detail)} Check the room on its disk, or give --report another path.`,
    { cause },
  );

export const noRegion = (cause?: unknown) =>
  new UserError('No AWS region is set: give --region, set AWS_REGION, or set one in the profile.', {
    cause,
  });
/** `profile` is the one that was asked for, if any. */
export const noCredentials = (detail: string, profile: string | undefined, cause?: unknown) =>
  new UserError(
    profile === undefined
      ? `No AWS credentials were found: give --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run "aws configure". (${detail})`
      : `No AWS credentials were found in the profile ${profile}: give another --profile, or run "aws configure --profile ${shellWord(profile)}". (${detail})`,
    { cause },
  );
export const credentialsExpired = (cause?: unknown) =>
  new UserError('The AWS credentials have expired. Get new ones, then run again.', { cause });
/** `profile` is the one that was asked for, if any. */
export const ssoExpired = (profile: string | undefined, cause?: unknown) =>
  new UserError(
    `The SSO session has expired: run "aws sso login${profile === undefined ? '' : ` --profile ${shellWord(profile)}`}".`,
    { cause },
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
/** `endpoint` is undefined if it is not from the environment. */
export const badEndpoint = (endpoint: string | undefined, cause?: unknown) =>
  new UserError(
    `The endpoint ${endpoint === undefined ? '' : `${hidePassword(endpoint)} `}is not a URL such as http://127.0.0.1:9000. Check --endpoint-url and AWS_ENDPOINT_URL.`,
    { cause },
  );
export const badCaBundle = (path: string, detail: string, cause: unknown) =>
  new UserError(`The certificates in ${path} cannot be read: ${detail}. Check AWS_CA_BUNDLE.`, {
    cause,
  });
/** A proxy's address may have a password, so it is not shown. */
export const badProxy = () =>
  new UserError(
    'The address of the proxy is not a URL that begins with http:// or https://. Check HTTP_PROXY and HTTPS_PROXY.',
  );
export const awsCallFailed = (action: string, detail: string, cause?: unknown) =>
  new UserError(
    `Could not ${action}: ${withStop(detail)} Run again; if it fails again, --debug shows the whole error.`,
    { cause },
  );
export const noSuchBucket = (bucket: string, cause?: unknown) =>
  new UserError(`There is no bucket ${bucket}. Check its name and --endpoint-url.`, { cause });
export const bucketInOtherRegion = (bucket: string, region: string, cause?: unknown) =>
  new UserError(`The bucket ${bucket} is in ${region}: give --region ${region}.`, { cause });
export const notS3Server = (action: string, detail: string, cause?: unknown) =>
  new UserError(
    `Could not ${action}: this is not an S3 server, or a proxy or login page answered instead. Check --endpoint-url and the network. (${detail})`,
    { cause },
  );
export const listingBroken = (bucket: string, detail: string) =>
  new UserError(
    `The listing of s3://${bucket} is not reliable: ${detail}. Report this to the operator of the server.`,
  );
/** `options` are those that name the deployment, with a space before each. */
export const noSuchFunction = (
  name: string,
  options: string,
  region: string | undefined,
  cause?: unknown,
) =>
  new UserError(
    `There is no function ${name} in ${region ?? 'this region'}: run "wordcount deploy${options}", or count on this machine with --engine local.`,
    { cause },
  );
/** `options` are those that name the deployment, with a space before each. */
export const otherProtocol = (name: string, options: string, theirs: number, ours: number) =>
  new UserError(
    `The function ${name} speaks protocol ${theirs}, and this program speaks ${ours}. Run "wordcount deploy${options}".`,
  );

/** A file of the program is missing that its build makes. */
export const noArchive = (path: string, cause: unknown) =>
  new UserError(
    `The functions' archive ${path} is missing. Install wordcount again, or run "npm run build" in its clone.`,
    {
      cause,
    },
  );
export const noPages = (path: string, cause: unknown) =>
  new UserError(
    `The pages in ${path} are missing. Install wordcount again, or run "npm run build" in its clone.`,
    {
      cause,
    },
  );
const notListening = (host: string, port: number, detail: string, cause: unknown) =>
  new UserError(`Cannot listen on ${host}, port ${port}: ${detail}`, { cause });
export const cannotListen = (host: string, port: number, detail: string, cause: unknown) =>
  notListening(host, port, `${withStop(detail)} Check --host and --port.`, cause);
export const portInUse = (host: string, port: number, cause: unknown) =>
  notListening(
    host,
    port,
    'another program uses it. Give another --port, or --port 0 for any free one.',
    cause,
  );
export const portForbidden = (host: string, port: number, cause: unknown) =>
  notListening(host, port, 'permission is denied. Give a --port above 1023.', cause);
export const noSuchHost = (host: string, port: number, cause: unknown) =>
  notListening(host, port, 'this machine does not have that address. Check --host.', cause);
export const unexpectedFault = (text: string): string =>
  `The program failed unexpectedly: ${text}. Run it again with --debug to see where, and report it.`;
export const tokenNeeded = (host: string) =>
  new UserError(
    `On ${host} other machines can reach this server. Set WORDCOUNT_TOKEN, or give --token, to require a token from every client.`,
  );
export const tokenTooShort = (minCharacters: number) =>
  new UserError(
    `The token must have at least ${minCharacters} characters, all of them letters, digits or - . _ ~ + / =. Make one with "openssl rand -hex 16".`,
  );
