// Runs the checks of `wordcount doctor`: each that can be made with what the earlier ones found.

import { checkBucket } from './check-bucket.ts';
import { checkConcurrency } from './check-concurrency.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { checkFunctions } from './check-functions.ts';
import { checkNetwork } from './check-network.ts';
import { checkProtocol } from './check-protocol.ts';
import { checkRegion } from './check-region.ts';
import { checkRoles } from './check-roles.ts';
import type { DoctorPorts, DoctorSettings } from './doctor-ports.ts';
import type { CheckName, Finding, Found } from './finding.ts';

/** The findings, as soon as each is there. What cannot be looked at for want of another is left out. */
export async function* examine(
  settings: DoctorSettings,
  ports: DoctorPorts,
): AsyncGenerator<Finding> {
  const name = (check: CheckName, ...found: readonly Found[]): Finding[] =>
    found.map((one) => ({ check, ...one }));

  const region = await checkRegion(ports);
  yield* name('region', region);
  yield* name('endpoint', checkEndpoint(ports));
  if (region.status === 'problem') return;

  const { found, identity } = await checkCredentials(ports);
  yield* name('credentials', found);
  // Another store than AWS may have no such service, and its bucket can be read nevertheless.
  yield* name('bucket', ...(await checkBucket(settings, ports)));
  if (!identity) return;

  const known = { ...ports, account: identity.account };
  const functions = await checkFunctions(settings, known);
  yield* name('functions', ...functions.found);
  const { state } = functions;
  if (!state || state.cascade.function) {
    yield* name('protocol', await checkProtocol(settings, known));
  }
  yield* name('concurrency', await checkConcurrency(settings, known));
  if (!state || state.worker.function || state.cascade.function) {
    yield* name('roles', ...(await checkRoles(settings, known)));
  }
  yield* name('network', ...checkNetwork(ports, state));
}
