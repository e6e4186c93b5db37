// The network interfaces that Lambda keeps in a VPC for functions, and EC2's call that shows them:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html.

import { AwsError } from './aws-error.ts';
import type { FunctionState } from './function-state.ts';
import type { ServiceContext } from './service-context.ts';

export function noteNetworkInterface(context: ServiceContext, { name, network }: FunctionState) {
  if (!network || network.subnetIds.length === 0) return;
  const place = placeOf(network);
  if (context.networkInterfaces.some((one) => one.place === place)) return;
  const number = String(context.networkInterfaces.length + 1).padStart(17, '0');
  context.networkInterfaces.push({
    id: `eni-${number}`,
    description: `AWS Lambda VPC ENI-${name}-0f4fc5e9-3d34-4f8b-9b5a-5b0b3a6b1e7d`,
    place,
    looks: context.looksUntilReady,
  });
}

/** @throws {AwsError} for a filter that is not supported here. */
export function describeNetworkInterfaces(context: ServiceContext, input: URLSearchParams): string {
  const pattern = input.get('Filter.1.Value.1') ?? '';
  if (input.get('Filter.1.Name') !== 'description' || !pattern.endsWith('*')) {
    throw new AwsError(400, 'InvalidParameterValue', 'The filter is not supported.');
  }
  const used = [...context.functions.values()].flatMap(({ network }) =>
    network && network.subnetIds.length > 0 ? [placeOf(network)] : [],
  );
  const left = context.networkInterfaces.filter(
    (one) => used.includes(one.place) || one.looks-- > 0,
  );
  context.networkInterfaces.splice(0, Infinity, ...left);
  const items = left
    .filter(({ description }) => description.startsWith(pattern.slice(0, -1)))
    .map(
      ({ id, description }) =>
        `<item><networkInterfaceId>${id}</networkInterfaceId><description>${description}</description></item>`,
    );
  return `<networkInterfaceSet>${items.join('')}</networkInterfaceSet>`;
}

function placeOf({ subnetIds, securityGroupIds }: NonNullable<FunctionState['network']>): string {
  return [...subnetIds, ...securityGroupIds].sort().join();
}
