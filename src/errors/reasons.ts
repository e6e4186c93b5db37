// The reasons why an object was not, or oddly, counted, and the warnings of a run: each code's
// sentence for people, in the one place where they are worded.

const REASONS = {
  'not-as-named': 'the name promises another format than the content has; counted as plain text',
  truncated: 'the compressed data ends too early; counted up to there',
  corrupt: 'the compressed data is damaged; counted up to the damage',
  'bad-checksum': 'a checksum or length in the compressed data does not match; counted as decoded',
  'checksum-unverified':
    'counted in slices, so the checksum over the whole content was not checked',
  'trailing-garbage': 'something else follows the compressed data; only that data was counted',
  'needs-dictionary': 'compressed with a dictionary, which cannot be used; counted up to there',
  'unsupported-format':
    'in a format that is not read, such as zip; --as plain counts its bytes as they are',
  'still-compressed': 'what it decodes to is compressed once more; counted as that is',
  'too-much-memory': 'to decode it would take more memory than any object is given',
  vanished: 'there when listed, gone when read',
  changed: 'changed between listing and reading; list it again by another run',
  shrunk: 'shorter when read than when listed; counted as much as there was',
  'access-denied': 'reading is not permitted',
  'read-failed': 'could not be read to its end',
  'range-ignored': 'the server ignored the range that was asked for, or gave another one',
  'not-s3': 'answered by something else than the object store, such as a proxy',
  altered: 'the server packed or unpacked the bytes on the way, or gave more than it said',
  'if-match-unsupported':
    'the server does not understand If-Match, by which a read is bound to the object that was listed',
  'unreadable-folder': 'the folder could not be listed; what is in it was not counted',
  'folder-marker': 'an empty object that only marks a folder',
  archived: 'in an archive storage class; restore it to count it',
  'customer-key': 'encrypted with a key that only its owner has (SSE-C)',
  'kms-refused': 'encrypted with a KMS key that may not be used',
  's3-slow-down': 'S3, or KMS for it, asked to slow down, again and again',
  'credentials-expired': 'the AWS credentials expired',
  'credentials-missing': 'there were no AWS credentials to read it with',
  'not-a-file': 'a pipe, socket or device, not a regular file',
  'links-left-out': 'symbolic links are not followed and were left out',
  'out-of-time': 'too much for the time one worker has, and not divisible; counted up to there',
  'worker-died': 'the worker died while it counted this, again and again',
  'answer-broken': 'the answers of the functions broke off before this was counted',
  'answer-silent': 'nothing was heard of the function for too long',
  throttled: 'Lambda had no capacity to spare, again and again',
  'lambda-fault': 'the Lambda service failed, again and again',
  'lambda-unreachable': 'there was no connection to Lambda, again and again',
  'lambda-refused': 'Lambda did not accept the invocation',
  'no-such-function': 'a function that should count this is not deployed; run "wordcount deploy"',
  'not-permitted':
    'Lambda did not permit the invocation; after "wordcount deploy" that can take a minute',
  'other-protocol': 'the function is of another version than this program; run "wordcount deploy"',
  'request-too-large': 'the request is larger than Lambda accepts',
  'function-error': 'the function failed while it counted this, again and again',
  'function-timeout': 'the function ran into its time limit, again and again',
  'function-exited': 'the function ended abruptly while it counted this, again and again',
  'out-of-memory': 'the function ran out of memory while it counted this, again and again',
  unstreamed:
    'responses are not streamed here; functions are invoked with buffered answers instead',
  'gave-back': 'too much for the time that a function has',
  interrupted: 'the run was interrupted before this was counted',
} as const;

export type ReasonCode = keyof typeof REASONS;

/** What to tell a person about a code; an unknown one (from a newer function) stands for itself. */
export function describeReason(code: string): string {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : code;
}
