// The agents of HTTP requests where the environment names proxies or certificates, in the same variables as
// for the AWS command line: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html.

import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { badCaBundle, badProxy } from '../errors/user-error.ts';

export interface NetworkAgents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Makes the agents of one client. `maxSockets` is for each host. */
export type MakeAgents = (maxSockets: number) => Promise<NetworkAgents>;

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'] as const;

/**
 * Nothing where the environment names neither, as then Node's own agents do.
 * @throws {UserError} when the certificates cannot be read.
 */
export function agentsOf(env: NodeJS.ProcessEnv): MakeAgents | undefined {
  const hasProxy = PROXY_VARIABLES.some((name) => env[name] || env[name.toUpperCase()]);
  if (!hasProxy && !env.AWS_CA_BUNDLE) return undefined;
  const ca = env.AWS_CA_BUNDLE ? readCertificates(env.AWS_CA_BUNDLE) : undefined;
  return (maxSockets) => makeAgents(maxSockets, env, hasProxy, ca);
}

async function makeAgents(
  maxSockets: number,
  env: NodeJS.ProcessEnv,
  hasProxy: boolean,
  ca: Buffer | undefined,
): Promise<NetworkAgents> {
  const options = { keepAlive: true, maxSockets, ...(ca !== undefined && { ca }) };
  const agents = { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
  if (!hasProxy) return agents;
  // Loaded only when needed.
  const { getProxyForUrl } = await import('proxy-from-env');
  const { HttpProxyAgent } = await import('http-proxy-agent');
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const proxyOf = (url: string) => withScheme(getProxyForUrl(url), url, env);
  route(agents.httpAgent, 'http', proxyOf, (proxy) => new HttpProxyAgent(proxy, options));
  route(agents.httpsAgent, 'https', proxyOf, (proxy) => {
    const agent = new HttpsProxyAgent(proxy, options);
    // Its own certificates are those of the proxy; these are for the host behind it.
    if (ca !== undefined) Object.assign(agent.options, { ca });
    return agent;
  });
  return agents;
}

/** The part of an agent that Node calls for each request, which its types leave out. */
interface RequestTaker {
  addRequest(request: unknown, options: RequestOptions): void;
}

interface RequestOptions {
  readonly host?: string;
  readonly port?: number;
  readonly secureEndpoint?: boolean;
}

/** Makes an agent send each request through the proxy of its host, if it has one. */
function route(
  agent: HttpAgent,
  scheme: string,
  proxyOf: (url: string) => string,
  toProxyAgent: (proxy: string) => unknown,
): void {
  const taker = agent as unknown as RequestTaker;
  const direct = taker.addRequest.bind(agent);
  const proxied = new Map<string, RequestTaker & { destroy(): void }>();
  taker.addRequest = (request, options) => {
    const { host = 'localhost', port } = options;
    const name = host.includes(':') ? `[${host}]` : host;
    const proxy = proxyOf(`${scheme}://${name}${port === undefined ? '' : `:${port}`}`);
    if (proxy === '') return direct(request, options);
    const known = proxied.get(proxy) ?? (toProxyAgent(proxy) as RequestTaker & HttpAgent);
    proxied.set(proxy, known);
    // A proxy's agent would look for its caller in a stack to learn this, for each request.
    known.addRequest(request, { ...options, secureEndpoint: scheme === 'https' });
  };
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    for (const other of proxied.values()) other.destroy();
    return destroy();
  };
}

/**
 * A proxy without a scheme speaks plain HTTP, as for the AWS command line; the package takes the scheme
 * of the request.
 */
function withScheme(proxy: string, url: string, env: NodeJS.ProcessEnv): string {
  if (proxy === '') return proxy;
  const [scheme] = url.split('://', 1);
  const bare = proxy.slice(`${scheme}://`.length);
  const isBare = PROXY_VARIABLES.some((name) =>
    [env[name], env[name.toUpperCase()]].includes(bare),
  );
  const address = isBare ? `http://${bare}` : proxy;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw badProxy();
  return address;
}

function readCertificates(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw badCaBundle(path, (error as Error).message, error);
  }
}
