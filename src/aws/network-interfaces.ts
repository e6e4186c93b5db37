// Finds the network interfaces that Lambda keeps in a VPC for a function. It is one request to EC2, so it
// is sent without EC2's own client, which is larger than this program.

import type { LambdaClient } from '@aws-sdk/client-lambda';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
const VERSION = '2016-11-15';

/** The ID and the description of each interface, which come in this order. */
const INTERFACE =
  /<networkInterfaceId>([^<]+)<\/networkInterfaceId>(?:(?!<networkInterfaceId>).)*?<description>([^<]*)</gs;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The IDs of the interfaces that Lambda made for a function of this name. */
export type FindNetworkInterfaces = (
  functionName: string,
  signal: AbortSignal,
) => Promise<string[]>;

/**
 * Shares the credentials, the signer and the connections of the client. Without `endpoint`, it is chosen as
 * by the SDK's clients, but for a profile's own setting.
 */
export function createNetworkInterfaceFinder(
  { config }: LambdaClient,
  endpoint = process.env.AWS_ENDPOINT_URL_EC2 || process.env.AWS_ENDPOINT_URL,
): FindNetworkInterfaces {
  return async (functionName, abortSignal) => {
    const region = await config.region();
    const prefix = `AWS Lambda VPC ENI-${functionName}-`;
    const url = new URL(endpoint || endpointOf(region));
    const body = new URLSearchParams({
      Action: 'DescribeNetworkInterfaces',
      Version: VERSION,
      // Lambda names the function in the description: AWS Lambda VPC ENI-NAME-UUID.
      'Filter.1.Name': 'description',
      'Filter.1.Value.1': `${prefix}*`,
    }).toString();
    const scheme = { name: 'sigv4', signingName: 'ec2', signingRegion: region, properties: {} };
    const signer = await config.signer(scheme);
    const request = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname,
      query: {},
      headers: {
        host: url.host,
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    });
    const { response } = await config.requestHandler.handle(request as never, { abortSignal });
    const text = await config.streamCollector(response.body).then((bytes) => textOf(bytes));
    if (response.statusCode !== 200) throw toError(text, response.statusCode);
    return (
      [...text.matchAll(INTERFACE)]
        // The filter also finds functions whose names go on after a hyphen.
        .filter(([, , description = '']) => UUID.test(description.slice(prefix.length)))
        .map(([, id = '']) => id)
    );
  };
}

/** https://docs.aws.amazon.com/general/latest/gr/ec2-service.html */
function endpointOf(region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://ec2.${region}.${domain}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** In the form of the SDK's errors. */
function toError(text: string, httpStatusCode: number): Error {
  const [, name = 'UnknownError'] = /<Code>([^<]+)</.exec(text) ?? [];
  const [, message = name] = /<Message>([^<]+)</.exec(text) ?? [];
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
