// The worker as a function of AWS Lambda.

import { readObject } from '../src/aws/read-object.ts';
import { connectToS3, type S3Connection } from '../src/aws/s3-client.ts';
import type { ObjectStore } from '../src/protocol/ports.ts';
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

/** A worker lists nothing, so what lists is not in its archive. */
function openStore(source: Source): Pick<ObjectStore, 'read' | 'requests'> {
  if (source.kind !== 's3') throw new Error('a function can only read buckets');
  const { region, unsigned, addressing } = source;
  const name = JSON.stringify([region, unsigned, addressing]);
  const connection = connections.get(name) ?? connectToS3({ region, unsigned, addressing });
  connections.set(name, connection);
  const { requests } = connection;
  const read: ObjectStore['read'] = (object, start, end, signal) =>
    readObject(connection, source, object, start, end, signal);
  return { read, requests };
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
