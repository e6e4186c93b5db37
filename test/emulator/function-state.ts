// The state of a deployed function, and its form in the API:
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html.

import type { FunctionCredentials } from '../support/function-credentials.ts';

export interface FunctionState {
  readonly name: string;
  readonly arn: string;
  role: string;
  runtime: string;
  handler: string;
  architecture: string;
  description: string;
  memoryMb: number;
  timeoutSeconds: number;
  ephemeralMb: number;
  variables: Record<string, string>;
  /** Empty lists for a function that was in a VPC earlier. */
  network?: { subnetIds: string[]; securityGroupIds: string[] };
  logging: {
    format: 'Text' | 'JSON';
    systemLevel: 'DEBUG' | 'INFO' | 'WARN';
    applicationLevel: string;
    group: string;
  };
  archive: Uint8Array;
  /** The SHA-256 of the archive, in base64. */
  codeSha256: string;
  tags: Record<string, string>;
  lastModified: string;
  /** Every change of code or configuration changes it. An environment belongs to one revision. */
  revision: string;
  /** The maximum number of environments at a time, if the function has a limit of its own. */
  reservedConcurrency?: number;
  state: 'Pending' | 'Active';
  lastUpdate: 'Successful' | 'InProgress';
  /** The number of further reads that find the function Pending, or InProgress. */
  pendingLooks: number;
}

/** The FunctionConfiguration structure. */
export function showConfiguration(fn: FunctionState) {
  const json = fn.logging.format === 'JSON';
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: fn.runtime,
    Role: fn.role,
    Handler: fn.handler,
    CodeSize: fn.archive.length,
    Description: fn.description,
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    LastModified: fn.lastModified,
    CodeSha256: fn.codeSha256,
    Version: '$LATEST',
    ...(Object.keys(fn.variables).length > 0 ? { Environment: { Variables: fn.variables } } : {}),
    ...(fn.network === undefined
      ? {}
      : {
          VpcConfig: {
            SubnetIds: fn.network.subnetIds,
            SecurityGroupIds: fn.network.securityGroupIds,
            VpcId: fn.network.subnetIds.length > 0 ? 'vpc-1' : '',
            Ipv6AllowedForDualStack: false,
          },
        }),
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: fn.revision,
    State: fn.state,
    ...(fn.state === 'Pending'
      ? { StateReason: 'The function is being created.', StateReasonCode: 'Creating' }
      : {}),
    LastUpdateStatus: fn.lastUpdate,
    ...(fn.lastUpdate === 'InProgress' ? { LastUpdateStatusReasonCode: 'Creating' } : {}),
    PackageType: 'Zip',
    Architectures: [fn.architecture],
    EphemeralStorage: { Size: fn.ephemeralMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: fn.logging.format,
      ...(json
        ? {
            ApplicationLogLevel: fn.logging.applicationLevel,
            SystemLogLevel: fn.logging.systemLevel,
          }
        : {}),
      LogGroup: fn.logging.group,
    },
  };
}

/**
 * The environment variables that Lambda itself sets, and that requests may not set.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function reservedVariables(
  fn: FunctionState,
  region: string,
  credentials: FunctionCredentials,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    _HANDLER: fn.handler,
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: `2026/01/01/[$LATEST]${fn.revision.replaceAll('-', '')}`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
