// The reasons why an object was not counted whole, or was counted with a remark, and the warnings of a
// run. This is the one place where they are worded.

const REASONS = {
  'not-as-named': "the extension doesn't match the content; counted as plain text",
  truncated: 'the compressed data ends too early; counted up to its end',
  corrupt: 'the compressed data is damaged; counted up to the damage',
  'bad-checksum': 'a checksum or length in the compressed data does not match; counted as decoded',
  'checksum-unverified':
    'counted in slices, so the checksum over the whole content was not checked',
  'trailing-garbage':
    'other bytes follow the compressed data; only the compressed data was counted',
  'needs-dictionary': 'compressed with a dictionary, which is not supported; counted up to there',
  'unsupported-format':
    'in a format that is not supported, such as zip; --as plain counts its bytes as they are',
  'still-compressed': 'compressed twice; the inner compressed bytes were counted as they are',
  'too-much-memory': 'decoding it needs more memory than any object is given',
  vanished: 'not there when it was to be read: deleted meanwhile, or never there',
  changed: 'changed between listing and reading; run again to count it',
  shrunk: 'shorter when read than when listed; counted up to its end',
  'access-denied': 'permission to read it was denied',
  'read-failed': 'could not be read to its end',
  'range-ignored': 'the server ignored the requested byte range, or returned another one',
  'not-s3': 'something other than the object store answered, such as a proxy',
  altered:
    'the server compressed or decompressed the bytes on the way, or sent more than it announced',
  'if-match-unsupported':
    'the server does not support If-Match, which ties a read to the object that was listed',
  'unreadable-folder': 'the folder could not be listed; the files in it were not counted',
  'folder-marker': 'an empty object that only marks a folder',
  archived: 'in an archive storage class; restore it to count it',
  'customer-key':
    'encrypted with a key that only its owner has (SSE-C), which wordcount cannot use',
  'kms-refused': 'encrypted with a KMS key that may not be used; permit kms:Decrypt for that key',
  's3-slow-down': 'S3, or KMS for it, asked to slow down after all retries',
  'credentials-expired': 'the AWS credentials expired; get new ones and run again',
  'credentials-missing': 'there were no AWS credentials to read it with',
  'not-a-file': 'a folder, pipe, socket or device, not a regular file',
  'nothing-found': 'no keys match',
  'links-left-out': 'symbolic links are not followed and were left out',
  'out-of-time':
    'too big for the time limit of one worker, and it cannot be divided; counted up to there',
  'worker-died': 'the worker died while it counted this, after all retries',
  'answer-broken': 'the functions stopped answering before this was counted, after all retries',
  'answer-silent': 'nothing was heard from the function for too long',
  throttled: 'Lambda had no free capacity after all retries',
  'lambda-fault': 'the Lambda service failed after all retries',
  'lambda-unreachable': 'Lambda could not be reached after all retries',
  'lambda-refused': 'Lambda did not accept the invocation',
  'no-such-function':
    'the function that should count this is not deployed; run "wordcount deploy" with the --name and --region of this run',
  'not-permitted':
    'Lambda did not permit the invocation; after "wordcount deploy", new permissions can take a minute',
  'other-protocol':
    'the function and this program have different versions; run "wordcount deploy" with the --name and --region of this run',
  'request-too-large': 'the request is larger than Lambda accepts',
  'function-error': 'the function failed while it counted this, after all retries',
  'function-timeout':
    'the function reached its time limit after all retries; deploy with a longer timeout',
  'function-exited': 'the function ended abruptly while it counted this, after all retries',
  'out-of-memory': 'the function ran out of memory after all retries; deploy with more memory',
  unstreamed:
    'the service does not stream responses; results come in larger steps, and totals are the same',
  'gave-back': 'returned unfinished: too much for the time limit of a function',
  'journal-stopped':
    'the journal could not be written; --resume would count again what was settled after that',
  'earlier-bills-unknown':
    'an earlier part of this run ended abruptly; what was running then may have cost more than is known',
  interrupted: 'the run was interrupted before this was counted',
  'over-budget': 'the limit of --max-cost was reached before this was counted',
} as const;

export type ReasonCode = keyof typeof REASONS;

/** Whether the run ended before it came to what this is the reason of. A later part of the run counts it. */
export function isNotReached(code: string | undefined): boolean {
  return code === 'interrupted' || code === 'over-budget';
}

/** Said while a run goes on: of what was refused, nothing is lost yet. */
export const THROTTLING_NOTICE =
  'Lambda runs no more functions for this account at a time; what it refused is retried';

const ADVICE: { readonly [Code in ReasonCode]?: string } = {
  truncated: 'Compare it with its source: the copy may have been cut off.',
  corrupt: 'Get it again from its source.',
  'bad-checksum': 'Get it again from its source.',
  'needs-dictionary': 'Recompress it without a dictionary.',
  'too-much-memory': 'Recompress it with a smaller window or dictionary.',
  vanished: 'Run again to count what is there now.',
  shrunk: 'Run again when nothing writes to it.',
  'access-denied': 'Ask for the permission to read it, or run as a user who has it.',
  'read-failed': 'Run again. If it fails again, check the disk or the network.',
  'range-ignored': 'Report this to the operator of the server.',
  'not-s3': 'Check --endpoint-url, and whether a proxy is in the way.',
  altered: 'Check whether a proxy is in the way, or report this to the operator of the server.',
  'if-match-unsupported': 'Report this to the operator of the server.',
  'unreadable-folder': 'Run as a user who may list it.',
  's3-slow-down': 'Run again with a lower --concurrency.',
  'credentials-missing': 'Give --profile, or set AWS_ACCESS_KEY_ID.',
  'out-of-time': 'Deploy with a longer --worker-timeout.',
  'worker-died': 'Run again. If it fails again, count it alone with --include.',
  'answer-broken': 'Run again to count it.',
  'answer-silent': 'Run again to count it.',
  'lambda-fault': 'Run again later to count it.',
  'lambda-unreachable': 'Check the network, and run again.',
  throttled:
    'Throttled invocations are retried. Give a lower --concurrency, or ask AWS to raise the concurrency limit of the account.',
  'over-budget': 'Resume the run to count it, with a higher --max-cost if you like.',
  'nothing-found':
    'Check --prefix, --include and --exclude. If there may be nothing, give --allow-empty.',
};

/** The advice on a warning, if its message does not say what to do. */
export function adviseOn(code: string): string | undefined {
  return Object.hasOwn(ADVICE, code) ? ADVICE[code as ReasonCode] : undefined;
}

/** The sentence for people. An unknown code, from a newer function, stands for itself. */
export function describeReason(code: string): string {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : code;
}
