// Reports whether the functions are in a VPC, and whether this machine uses a proxy.

import type { FoundState } from '../deploy/found-state.ts';
import { TIERS } from '../deploy/resource-names.ts';
import { inVpc, outsideVpc, throughProxy } from '../errors/findings.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import type { Found } from './finding.ts';

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

export function checkNetwork({ env }: DoctorPorts, state: FoundState | undefined): Found[] {
  const proxies = PROXIES.filter((name) => env[name]);
  const proxy: Found[] = proxies.length > 0 ? [{ status: 'note', ...throughProxy(proxies) }] : [];
  const functions = TIERS.flatMap((tier) => state?.[tier].function ?? []);
  if (functions.length === 0) return proxy;
  const networks = functions.flatMap(({ network }) => network ?? []);
  if (networks.length === 0) return [{ status: 'ok', ...outsideVpc() }, ...proxy];
  const subnets = [...new Set(networks.flatMap(({ subnetIds }) => subnetIds))].sort();
  return [{ status: 'note', ...inVpc(subnets) }, ...proxy];
}
