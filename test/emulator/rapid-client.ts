// Preloaded into each execution environment, on Node 24. It replaces the compiled half of AWS's
// runtime client (its `rapid-client.node`), so that the tests need no cmake. The other
// half, from console to response streams, is AWS's own. The calls are those of src/native/rapid-client.cc in
// aws-lambda-ric; protocol: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.

import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import * as nodeModule from 'node:module';

interface Resolved {
  url: string;
  shortCircuit?: boolean;
}
type Resolve = (
  specifier: string,
  context: unknown,
  next: (specifier: string, context: unknown) => Resolved,
) => Resolved;
interface ModuleHooks {
  registerHooks(hooks: { resolve: Resolve }): void;
}

// The types of Node 20, with which the project is checked, lack this.
(nodeModule as unknown as ModuleHooks).registerHooks({
  resolve: (specifier, context, next) =>
    specifier === './rapid-client.node'
      ? { url: import.meta.url, shortCircuit: true }
      : next(specifier, context),
});

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The compiled client posts synchronously; here the next call waits for the last post. */
let posted: Promise<unknown> = Promise.resolve();

export async function next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  await posted;
  // The service learns the used memory from this on every platform.
  const { maxRSS } = process.resourceUsage();
  return call('GET', '/next', { 'x-max-rss-kb': String(maxRSS) });
}

export function done(id: string, body: string): void {
  posted = call('POST', `/${id}/response`, { 'content-type': 'application/json' }, body);
}

export function error(id: string, body: string, xrayCause: string): void {
  const headers = {
    'content-type': 'application/json',
    'lambda-runtime-function-xray-error-cause': Buffer.from(xrayCause).toString('base64'),
  };
  posted = call('POST', `/${id}/error`, headers, body);
}

function call(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const options = { hostname, port, agent, method, headers };
    request({ ...options, path: `/2018-06-01/runtime/invocation${path}` }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk;
        })
        .on('end', () => resolve({ bodyJson: text, headers: response.headers }))
        .on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
}
