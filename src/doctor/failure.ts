// A failed look as a finding: what is forbidden may be unknown, all else is a problem.

import { isDenied, toUserError } from '../aws/sdk-errors.ts';
import { notLookedAt } from '../errors/findings.ts';
import type { DoctorSettings } from './doctor-ports.ts';
import type { Found } from './finding.ts';

/** `action` fits after "could not". */
export function toProblem(error: unknown, action: string): Found {
  return { status: 'problem', message: toUserError(error, { action }).message };
}

/** For what a run works without. `permission` is the action that looking takes. */
export function toUnknown(
  error: unknown,
  action: string,
  permission: string,
  { deployment }: DoctorSettings,
): Found {
  if (isDenied(error)) return { status: 'unknown', ...notLookedAt(permission, deployment) };
  return toProblem(error, action);
}
