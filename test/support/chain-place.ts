// Chooses where the whole chain runs: servers of the tests' own, another S3 server, or AWS, as the
// environment says. docs/testing-on-aws.md tells how to use it.

const BUCKET = 'WORDCOUNT_TEST_BUCKET';
const S3_ENDPOINT = 'WORDCOUNT_TEST_S3_ENDPOINT';

/** The services that the program uses, by the SDK's variables. */
const SERVICES = ['S3', 'LAMBDA', 'IAM', 'CLOUDWATCH_LOGS', 'STS'];

export type ChainPlace =
  | { readonly kind: 'own' }
  | { readonly kind: 's3-server'; readonly bucket: string; readonly endpoint: string }
  /** AWS, or the services that the SDK's own settings name in its place. */
  | { readonly kind: 'aws'; readonly bucket: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {Error} if a required variable is missing: a chain that costs money must not be guessed. */
export function readChainPlace(env: Environment): ChainPlace {
  const bucket = env[BUCKET];
  const endpoint = env[S3_ENDPOINT];
  if (!bucket && !endpoint) return { kind: 'own' };
  if (!bucket) throw new Error(`${S3_ENDPOINT} needs ${BUCKET} too: a bucket that exists there.`);
  if (!endpoint) {
    checkEndpoints(env);
    return { kind: 'aws', bucket };
  }
  if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint)) {
    throw new Error(`${S3_ENDPOINT} must be a URL, such as http://127.0.0.1:9000.`);
  }
  return { kind: 's3-server', bucket, endpoint };
}

/** If one service were local and another on AWS, the functions could not reach their bucket. */
function checkEndpoints(env: Environment): void {
  if (env.AWS_ENDPOINT_URL) return;
  const names = SERVICES.map((service) => `AWS_ENDPOINT_URL_${service}`);
  const missing = names.filter((name) => !env[name]);
  if (missing.length === 0 || missing.length === names.length) return;
  throw new Error(
    `${missing.join(', ')} must be set too, or no AWS_ENDPOINT_URL_… at all. ` +
      `For an S3 server without a Lambda beside it there is ${S3_ENDPOINT}.`,
  );
}

/** The variables that select the SDK's endpoints and credentials. */
export function awsVariables(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && /^(AWS_.*|HOME|USERPROFILE|NODE_EXTRA_CA_CERTS)$/.test(entry[0]),
  );
  return Object.fromEntries(kept);
}
