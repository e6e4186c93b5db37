// Preloaded into each execution environment, on Node 24: stands in for the compiled half of AWS's
// runtime client (its `rapid-client.node`), so that nobody needs cmake to run the tests. The other
// half, from console to response streams, is AWS's own. Same calls as src/native/rapid-client.cc of
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

// Not in the types of Node 20, which the project is checked with.
(nodeModule as unknown as ModuleHooks).registerHooks({
  resolve: (specifier, context, next) =>
    specifier === './rapid-client.node'
      ? { url: import.meta.url, shortCircuit: true }
      : next(specifier, context),
});

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The compiled client posts before it goes on; here the next call waits for what was posted. */
let posted: Promise<unknown> = Promise.resolve();

export async function next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  await posted;
  // How the service learns the memory used, on every platform alike.
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
