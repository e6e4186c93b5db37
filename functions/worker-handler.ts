// The worker as a function of AWS Lambda. With more than one vCPU it counts on several threads, which run the same
// archive.

import { availableParallelism } from 'node:os';
import type { Writable } from 'node:stream';
import type { Context } from 'aws-lambda';
import { connectToS3, type S3Connection } from '../src/aws/s3-client.ts';
import { createS3Reader, type S3Reader } from '../src/aws/s3-reader.ts';
import { parseWorkerRequest, type Source, type WorkerRequest } from '../src/protocol/request.ts';
import { workerThreads } from '../src/protocol/worker-threads.ts';
import { systemClock } from '../src/scatter/clock.ts';
import { readBudgetFor } from '../src/tiers/worker/read-budget.ts';
import { work } from '../src/tiers/worker/worker.ts';
import {
  ARCHITECTURE,
  hasOtherProtocol,
  refuseProtocol,
  reserveMs,
  respond,
} from './lambda-response.ts';

/** Lambda gives this to a function, and not to its threads. The SDK makes an object of that name everywhere. */
const isThread = globalThis.awslambda?.streamifyResponse === undefined;

/** By what they differ in; they are kept with their sockets and credentials for the invocations to come. */
const connections = new Map<string, S3Connection>();

function openStore(source: Source): S3Reader {
  if (source.kind !== 's3') throw new Error('a function can only read buckets');
  const { region, unsigned, addressing } = source;
  const name = JSON.stringify([region, unsigned, addressing]);
  const connection = connections.get(name) ?? connectToS3({ region, unsigned, addressing });
  connections.set(name, connection);
  return createS3Reader(source, connection);
}

const memoryMb = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);

/** The system may have fewer than the memory comes with. */
const vcpus = Math.min(workerThreads(memoryMb), availableParallelism());

/** A worker that may die at any slice counts one at a time, so that it is known at which. */
function isForOneThread({ slices, inFlight }: WorkerRequest): boolean {
  return vcpus === 1 || inFlight === 1 || slices.length <= 1;
}

async function count(event: unknown, stream: Writable, context: Context): Promise<void> {
  if (hasOtherProtocol(event)) return await respond(refuseProtocol(context), stream);
  const request = parseWorkerRequest(event);
  const reserve = reserveMs(context.getRemainingTimeInMillis(), process.env);
  const ports = {
    store: openStore(request.source),
    clock: systemClock,
    requestId: context.awsRequestId,
    architecture: ARCHITECTURE,
    ...(vcpus > 1 && { threads: vcpus }),
    readBudgetBytes: readBudgetFor(memoryMb, vcpus),
    remainingMs: () => context.getRemainingTimeInMillis() - reserve,
  };
  if (isForOneThread(request)) return await respond(work(request, ports), stream);
  // Loaded only when needed: most workers have one thread.
  const { countOnThreads } = await import('./worker-threads.ts');
  await respond(countOnThreads(request, ports, vcpus), stream);
}

export const handler = isThread ? undefined : awslambda.streamifyResponse(count);

if (isThread)
  void import('./worker-threads.ts').then(({ serveAsThread }) => serveAsThread(openStore));
