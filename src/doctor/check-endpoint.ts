// Reports where requests go: to AWS, unless the environment or an option says otherwise.

import { otherEndpoints, toAws } from '../errors/findings.ts';
import { hidePassword } from '../text/hide-password.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import type { Found } from './finding.ts';

/** The SDK's variables: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const VARIABLE = /^AWS_ENDPOINT_URL(?:_(S3|LAMBDA|IAM|CLOUDWATCH_LOGS|STS|EC2))?$/;

export function checkEndpoint({ env }: DoctorPorts): Found {
  const given = Object.keys(env).filter((name) => VARIABLE.test(name) && env[name]);
  if (given.length === 0) return { status: 'ok', ...toAws() };
  const wrong = given.filter((name) => !URL.canParse(env[name] ?? ''));
  const urls = given.sort().map((name) => `${name}=${hidePassword(env[name] ?? '')}`);
  return wrong.length > 0
    ? { status: 'problem', ...otherEndpoints(urls, wrong) }
    : { status: 'ok', ...otherEndpoints(urls, []) };
}
