// The verbs `deploy` and `destroy` of the built program against a Lambda service of the tests' own.

import { afterAll, beforeAll } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { type LambdaService, startLambdaService } from './start-lambda-service.ts';

export const SIGNED_IN = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** For tests that start the program several times, on a machine that is busy with others. */
export const MANY_STARTS = { timeout: 120_000 };

/** The variables that point the SDK's clients of everything that a deployment takes to a service. */
export function endpointVariables({ endpoint }: LambdaService): Record<string, string> {
  const services = ['LAMBDA', 'IAM', 'CLOUDWATCH_LOGS', 'STS', 'EC2'];
  return Object.fromEntries(services.map((name) => [`AWS_ENDPOINT_URL_${name}`, endpoint]));
}

/** Starts a service for the tests of a file. */
export function useLambdaService() {
  let service: LambdaService;
  beforeAll(async () => {
    service = await startLambdaService();
  });
  afterAll(() => service.close());
  return {
    service: () => service,
    /** Runs a verb of the program against it. */
    aws: (verb: string, ...args: string[]) =>
      runCli([verb, '--endpoint-url', service.endpoint, ...args], { env: SIGNED_IN }),
  };
}
