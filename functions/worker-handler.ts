// The worker as a function of AWS Lambda.

import { connectToS3, type S3Connection } from '../src/aws/s3-client.ts';
import { createS3Reader } from '../src/aws/s3-reader.ts';
import { parseWorkerRequest, type Source } from '../src/protocol/request.ts';
import { systemClock } from '../src/scatter/clock.ts';
import { work } from '../src/tiers/worker/worker.ts';
import {
  ARCHITECTURE,
  hasOtherProtocol,
  refuseProtocol,
  reserveMs,
  respond,
} from './lambda-response.ts';

/** By what they differ in; they are kept with their sockets and credentials for the invocations to come. */
const connections = new Map<string, S3Connection>();

function openStore(source: Source) {
  if (source.kind !== 's3') throw new Error('a function can only read buckets');
  const { region, unsigned, addressing } = source;
  const name = JSON.stringify([region, unsigned, addressing]);
  const connection = connections.get(name) ?? connectToS3({ region, unsigned, addressing });
  connections.set(name, connection);
  return createS3Reader(source, connection);
}

export const handler = awslambda.streamifyResponse(async (event: unknown, stream, context) => {
  if (hasOtherProtocol(event)) return await respond(refuseProtocol(context), stream);
  const request = parseWorkerRequest(event);
  const reserve = reserveMs(context.getRemainingTimeInMillis(), process.env);
  const frames = work(request, {
    store: openStore(request.source),
    clock: systemClock,
    requestId: context.awsRequestId,
    architecture: ARCHITECTURE,
    remainingMs: () => context.getRemainingTimeInMillis() - reserve,
  });
  await respond(frames, stream);
});
