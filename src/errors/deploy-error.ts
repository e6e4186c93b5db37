// The errors of deploy and destroy that a person can do something about, and their wording.

import { UserError } from './user-error.ts';
import { withStop } from './with-stop.ts';

/** `options` are those that name the deployment, with a space before each. */
export const functionFailed = (name: string, options: string, reason: string) =>
  new UserError(
    `Lambda could not make the function ${name} ready: ${withStop(reason)} Run "wordcount destroy${options}", then deploy again.`,
  );
export const functionNotReady = (name: string) =>
  new UserError(
    `The function ${name} is still not ready. Run the same command again to continue waiting.`,
  );
export const notMadeByDeploy = (names: string, stem: string) =>
  new UserError(
    `These exist already, but "wordcount deploy --name ${stem}" did not make them: ${names}. Nothing was changed. Choose another --name, or remove them.`,
  );
export const stoppedHalfWay = (reason: string, done: number, total: number, cause: unknown) =>
  new UserError(`${reason}\n${stepsDone(done, total)}`, { cause });
export const interruptedHalfWay = (done: number, total: number): string =>
  `Interrupted. ${stepsDone(done, total)}`;
export const INTERRUPTED = 'Interrupted. Run the same command again to go on.';
const stepsDone = (done: number, total: number): string =>
  `${done} of ${total} steps are done. Run the same command again to do the rest.`;
export const bucketsUnclear = (policy: string, role: string) =>
  new UserError(
    `The policy ${policy} of the role ${role} was changed by hand, so which buckets workers may read cannot be told from it. Name them with --bucket, or give --all-buckets.`,
  );
export const bucketsNotTold = (policy: string, role: string) =>
  new UserError(
    `There are functions already, but no policy ${policy} of the role ${role}, so which buckets workers may read cannot be told. Name them with --bucket, or give --all-buckets.`,
  );
export const tagBothWays = (keys: string) =>
  new UserError(`--tag and --untag both name ${keys}. Leave one out.`);
export const givenWithout = (option: string, needed: string) =>
  new UserError(`${option} has no use without ${needed}. Give both, or leave it out.`);
export const vpcIncomplete = (given: string, missing: string) =>
  new UserError(`${given} is given without ${missing}. Give both: a function in a VPC needs them.`);
export const interfacesLeft = (names: string) =>
  new UserError(
    `Lambda still keeps the network interfaces ${names}, perhaps for another function with the same subnets and security groups. Run the same command again later.`,
  );
export const stillThere = (names: string) =>
  new UserError(`These still exist: ${names}. Run the same command again in a minute.`);
/** `doing` fits after "Give --yes to". */
export const noConfirmation = (doing: string) =>
  new UserError(
    `There is no terminal on which to ask for confirmation. Give --yes to ${doing} without asking.`,
  );
/** `options` are those that name the deployment, with a space before each. */
export const permissionHint = ({ message, cause }: UserError, options: string) =>
  new UserError(
    `${message}\nPrint the policy that you need with "wordcount deploy --print-policy${options}".`,
    { cause },
  );
