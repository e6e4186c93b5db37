// The sentences of `wordcount doctor`: what each check found, and the one thing to do next.

import { describeReason } from './reasons.ts';

interface Sentence {
  readonly message: string;
  readonly advice?: string;
}

/** `deployment` are the options that choose it, with a space before each. */
const deployCommand = (deployment: string, options = ''): string =>
  `Run "wordcount deploy${deployment}${options}".`;

export const notLookedAt = (permission: string, deployment: string): Sentence => ({
  message: `You may not look at it (${permission}).`,
  advice: `A run works without. "wordcount deploy --print-policy doctor${deployment}" prints what looking takes.`,
});

export const toAws = (): Sentence => ({ message: 'AWS' });
export const otherEndpoints = (
  variables: readonly string[],
  wrong: readonly string[],
): Sentence => ({
  message: variables.join(', '),
  ...(wrong.length > 0 && {
    advice: `${wrong.join(', ')} is not a URL such as http://127.0.0.1:9000. Check --endpoint-url and the environment.`,
  }),
});
export const actsAs = (arn: string, account: string): Sentence => ({
  message: `${arn}, account ${account}`,
});

export const notNamed = (): Sentence => ({
  message: 'No bucket is named.',
  advice: 'Give --bucket NAME to check that it can be read.',
});
export const bucketIsListed = (place: string, objects: number): Sentence => ({
  message: `${place} can be listed: ${objects === 1 ? '1 object' : `${objects} objects`} on the first page.`,
});
export const nothingListed = (place: string): Sentence => ({
  message: `There is nothing at ${place}.`,
  advice: 'Check --bucket and --prefix.',
});
export const nothingToRead = (place: string): Sentence => ({
  message: `The first page of ${place} has no object that could be read: all are empty or archived.`,
});
export const objectIsRead = (name: string): Sentence => ({
  message: `One byte of ${name} was read.`,
});
export const objectIsUnreadable = (name: string, code: string, detail: string): Sentence => ({
  message: `${name} cannot be read: ${describeReason(code)}. (${detail})`,
  advice:
    code === 'access-denied'
      ? 'Workers read with their own role. With --engine local you need s3:GetObject.'
      : 'Check the object with "aws s3api head-object".',
});
export const bucketElsewhere = (bucket: string, there: string, here: string): Sentence => ({
  message: `The bucket ${bucket} is in ${there}, and functions run in ${here}.`,
  advice: `Data transfer between regions costs money. Deploy to ${there}: give --region ${there}.`,
});

export const functionIsThere = (
  name: string,
  {
    runtime,
    architecture,
    memoryMb,
    timeoutSeconds,
  }: { runtime: string; architecture: string; memoryMb: number; timeoutSeconds: number },
  threads: number,
): Sentence => {
  const memory = `${memoryMb} MB${threads > 1 ? ` (counts on ${threads} threads)` : ''}`;
  return {
    message: `${name}: ${runtime}, ${architecture}, ${memory}, ${timeoutSeconds} s, this version's code.`,
  };
};
export const functionOfOthers = (name: string): Sentence => ({
  message: `${name} was not made by "wordcount deploy".`,
});
export const functionUnsettled = (name: string, deployment: string): Sentence => ({
  message: `${name} is still being made or changed.`,
  advice: `Wait a minute. ${deployCommand(deployment)}`,
});
export const otherCode = (name: string, deployment: string): Sentence => ({
  message: `${name} has other code than this version of wordcount.`,
  advice: deployCommand(deployment),
});

export const cascadeAnswers = (
  name: string,
  protocol: number,
  version: string,
  architecture: string | undefined,
): Sentence => ({
  message: `${name} answers: version ${version}, protocol ${protocol}${architecture === undefined ? '' : `, ${architecture}`}.`,
});
export const cascadeIsSilent = (name: string, deployment: string): Sentence => ({
  message: `${name} does not answer as wordcount's functions do.`,
  advice: deployCommand(deployment),
});

interface Concurrency {
  readonly limit: number;
  readonly unreserved: number;
  readonly reserved: number | undefined;
  readonly usable: number;
  /** The number that is left to other functions. */
  readonly left: number;
  /** Undefined if a run chooses. */
  readonly wanted: number | undefined;
}
const concurrencyFacts = ({ limit, unreserved, reserved }: Concurrency): string => {
  const forWorkers = reserved === undefined ? '' : `, ${reserved} reserved for workers`;
  return `The account may run ${limit} functions at a time, ${unreserved} of them unreserved${forWorkers}.`;
};
export const concurrencyUnknown = (cause: string): Sentence => ({
  message: `The limit of the account is not known: ${cause}.`,
});
export const enoughConcurrency = (facts: Concurrency): Sentence => {
  const { usable, left, wanted } = facts;
  const others = left === 0 ? '' : `, and leaves ${left} functions to others`;
  const use =
    wanted === undefined
      ? `A run chooses up to ${usable} workers${others}.`
      : `A run may use ${usable} workers, and asks for ${wanted}.`;
  return { message: `${concurrencyFacts(facts)} ${use}` };
};
export const littleConcurrency = (facts: Concurrency): Sentence => ({
  message: `${concurrencyFacts(facts)} A run may use ${facts.usable} workers, and asks for ${facts.wanted}.`,
  advice: `Run with --concurrency ${facts.usable}, or ask AWS for a higher quota of concurrent executions.`,
});
export const noConcurrency = (facts: Concurrency): Sentence => ({
  message: `${concurrencyFacts(facts)} Nothing is left for workers.`,
  advice: 'Ask AWS for a higher quota of concurrent executions, or count with --engine local.',
});

export const roleIsLent = (arn: string): Sentence => ({
  message: `The functions use the role ${arn}, which deploy did not make. Its policies are not looked at.`,
});
/** `options` are those of the deploy that makes it again, with a space before each. */
export const roleMissing = (name: string, options: string): Sentence => ({
  message: `The role ${name} is missing, or has no policy for this region.`,
  advice: deployCommand(options),
});
export const roleChanged = (name: string, deployment: string): Sentence => ({
  message: `The role ${name} or its policy is not as "wordcount deploy" makes it.`,
  advice: deployCommand(deployment),
});
export const rolesPermit = (buckets: string): Sentence => ({
  message: `The roles are as deploy makes them. Workers may read ${buckets}.`,
});
export const bucketNotPermitted = (
  bucket: string,
  buckets: readonly string[],
  deployment: string,
): Sentence => ({
  message: `Workers may not read ${bucket}, only ${buckets.join(', ')}.`,
  advice: deployCommand(deployment, ` --bucket ${[...buckets, bucket].join(' ')}`),
});

export const outsideVpc = (): Sentence => ({ message: 'The functions are in no VPC.' });
export const inVpc = (subnets: readonly string[]): Sentence => ({
  message: `The functions are in a VPC: ${subnets.join(', ')}.`,
  advice: 'These subnets need a way to S3 (a gateway endpoint) and to the API of Lambda.',
});
export const throughProxy = (variables: readonly string[]): Sentence => ({
  message: `A proxy is set in the environment: ${variables.join(', ')}.`,
});
