// A target with the settings of its functions, for an estimate that is to be as good as it can be.

import { agentsOf } from '../aws/network-agents.ts';
import { readFunctions } from '../aws/read-functions.ts';
import { UserError } from '../errors/user-error.ts';
import type { EngineOptions } from './engine-options.ts';
import type { RunTarget } from './run-target.ts';

/** Without them, if they are not there or may not be looked at: then an estimate assumes the defaults. */
export async function withFunctions(
  target: RunTarget,
  choice: Pick<EngineOptions, 'name' | 'region' | 'profile' | 'endpointUrl'>,
  signal: AbortSignal,
): Promise<RunTarget> {
  const { request } = target;
  if (request.engine !== 'lambda' || request.functions) return target;
  try {
    const functions = await readFunctions(choice, signal, agentsOf(process.env));
    return { ...target, request: { ...request, functions } };
  } catch (error) {
    if (error instanceof UserError) return target;
    throw error;
  }
}
