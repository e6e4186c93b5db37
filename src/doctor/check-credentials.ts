// Reports to whom the credentials belong.

import { type Identity, readIdentity } from '../deploy/read-account.ts';
import { actsAs } from '../errors/findings.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import { toProblem } from './failure.ts';
import type { Found } from './finding.ts';

export async function checkCredentials(
  ports: DoctorPorts,
): Promise<{ readonly found: Found; readonly identity?: Identity }> {
  try {
    const identity = await readIdentity(ports);
    const message = actsAs(identity.callerArn, identity.account.id);
    return { identity, found: { status: 'ok', ...message } };
  } catch (error) {
    return { found: toProblem(error, 'find out whose credentials these are') };
  }
}
