// Reports the region in which requests are made.

import type { DoctorPorts } from './doctor-ports.ts';
import { toProblem } from './failure.ts';
import type { Found } from './finding.ts';

export async function checkRegion({ clients }: DoctorPorts): Promise<Found> {
  try {
    return { status: 'ok', message: await clients.lambda.config.region() };
  } catch (error) {
    return toProblem(error, 'find out the region');
  }
}
