// Waits until Lambda has removed the network interfaces that it made in a VPC for the functions. It does
// so in the functions' roles, some time after they are gone, so the roles must stay until then:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html.

import { interfacesLeft } from '../errors/deploy-error.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { functionName, TIERS } from './resource-names.ts';
import { retryTemporary, type Waits } from './retry-temporary.ts';

/** Lambda takes 20 minutes as a rule. */
const WAITS: Waits = { firstMs: 2_000, maxMs: 15_000, totalMs: 45 * 60_000 };

export interface WaitingPorts extends DeployPorts {
  readonly onWait: (what: string) => void;
}

/** @throws {UserError} if they are not gone in time. */
export async function waitForNetworkInterfaces(stem: string, ports: WaitingPorts): Promise<void> {
  let left: string[] = [];
  const someLeft = new Error('network interfaces are left');
  try {
    await retryTemporary(
      async () => {
        // Functions with the same subnets and groups share interfaces, made for any of them.
        const found = await Promise.all(
          TIERS.map((tier) => ports.findNetworkInterfaces(functionName(stem, tier), ports.signal)),
        );
        left = found.flat();
        if (left.length > 0) throw someLeft;
      },
      {
        ...ports,
        waits: WAITS,
        isTemporary: (error) => error === someLeft,
        onWait: () => ports.onWait('until Lambda has removed its network interfaces (some 20 min)'),
      },
    );
  } catch (error) {
    if (error !== someLeft) throw error;
    throw interfacesLeft(left.join(', '));
  }
}
