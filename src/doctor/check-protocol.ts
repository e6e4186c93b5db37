// Checks that the cascade can be invoked and speaks this program's protocol: it is asked to count nothing.

import { createCascadeInvoker } from '../aws/lambda-invoker.ts';
import { functionName } from '../deploy/resource-names.ts';
import { cascadeAnswers, cascadeIsSilent } from '../errors/findings.ts';
import { InvocationError } from '../errors/invocation-error.ts';
import { type CascadeRequest, PROTOCOL_VERSION } from '../protocol/request.ts';
import type { DeploymentPorts, DoctorSettings } from './doctor-ports.ts';
import { toProblem } from './failure.ts';
import type { Found } from './finding.ts';

const NOTHING: CascadeRequest = {
  protocol: PROTOCOL_VERSION,
  source: { kind: 's3', bucket: 'none' },
  words: 'wc',
  reportEveryMs: 1_000,
  objects: [],
  perObject: false,
  workers: 1,
  maxTaskSlices: 1,
  inFlight: 1,
};

export async function checkProtocol(
  { stem, deployment }: DoctorSettings,
  { clock, signal }: DeploymentPorts,
): Promise<Found> {
  const name = functionName(stem, 'cascade');
  const invoker = createCascadeInvoker({ functionName: name, concurrency: 1, clock });
  try {
    let hello: { version: string; architecture?: string | undefined } | undefined;
    for await (const frame of invoker.invoke(NOTHING, signal)) {
      if (frame.type === 'hello') hello = frame;
    }
    if (!hello) return { status: 'problem', ...cascadeIsSilent(name, deployment) };
    const { version, architecture } = hello;
    return { status: 'ok', ...cascadeAnswers(name, PROTOCOL_VERSION, version, architecture) };
  } catch (error) {
    const advice = error instanceof InvocationError ? error.advice : undefined;
    return advice
      ? { status: 'problem', message: advice.message }
      : toProblem(error, `invoke ${name}`);
  } finally {
    invoker.close();
  }
}
