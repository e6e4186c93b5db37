// Checks a function's settings, with Lambda's errors.
// Limits: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.

import { unzipSync } from 'fflate';
import { AwsError } from './aws-error.ts';

/** The maximum size of an archive that is sent with the request. */
const ARCHIVE_LIMIT_BYTES = 50 * 1024 * 1024;
const UNPACKED_LIMIT_BYTES = 262_144_000;
const VARIABLES_LIMIT_BYTES = 4096;
const TAGS_LIMIT = 50;

const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'];
const ARCHITECTURES = ['arm64', 'x86_64'];
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** The supported members of CreateFunction and UpdateFunctionConfiguration. */
export interface FunctionSettings {
  Runtime?: string;
  Role?: string;
  Handler?: string;
  Description?: string;
  Timeout?: number;
  MemorySize?: number;
  Architectures?: string[];
  VpcConfig?: { SubnetIds?: string[]; SecurityGroupIds?: string[] };
  Environment?: { Variables?: Record<string, string> };
  EphemeralStorage?: { Size?: number };
  LoggingConfig?: {
    LogFormat?: string;
    ApplicationLogLevel?: string;
    SystemLogLevel?: string;
    LogGroup?: string;
  };
}

/** @throws {AwsError} as Lambda would. */
export function checkSettings(settings: FunctionSettings): void {
  const { Timeout, MemorySize, Handler, Role, Runtime, Architectures, LoggingConfig } = settings;
  checkRange('timeout', Timeout, 1, 900);
  checkRange('memorySize', MemorySize, 128, 10_240);
  checkRange('ephemeralStorage.size', settings.EphemeralStorage?.Size, 512, 10_240);
  checkPattern('handler', Handler, /^[^\s]{1,128}$/);
  checkPattern('role', Role, /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/);
  checkPattern('description', settings.Description, /^.{0,256}$/s);
  checkOneOf('runtime', Runtime, RUNTIMES);
  for (const architecture of Architectures ?? []) {
    checkOneOf('architectures', architecture, ARCHITECTURES);
  }
  checkLogging(LoggingConfig);
  checkNetwork(settings.VpcConfig);
  checkVariables(settings.Environment?.Variables ?? {});
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
function checkNetwork(network: FunctionSettings['VpcConfig']): void {
  const { SubnetIds = [], SecurityGroupIds = [] } = network ?? {};
  for (const id of SubnetIds) checkPattern('vpcConfig.subnetIds', id, /^subnet-[0-9a-z]*$/);
  for (const id of SecurityGroupIds) {
    checkPattern('vpcConfig.securityGroupIds', id, /^sg-[0-9a-zA-Z]*$/);
  }
  if (SubnetIds.length > 16 || SecurityGroupIds.length > 5) {
    throw invalidParameter('The VPC has too many subnets or security groups.');
  }
  if (SubnetIds.length > 0 !== SecurityGroupIds.length > 0) {
    throw invalidParameter('SubnetIds and SecurityIds must coexist or be both empty list.');
  }
}

function checkLogging(logging: FunctionSettings['LoggingConfig']): void {
  const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
  checkOneOf('loggingConfig.logFormat', logging?.LogFormat, ['JSON', 'Text']);
  checkOneOf('loggingConfig.systemLogLevel', logging?.SystemLogLevel, ['DEBUG', 'INFO', 'WARN']);
  checkOneOf('loggingConfig.applicationLogLevel', logging?.ApplicationLogLevel, levels);
  const levelGiven = logging?.SystemLogLevel ?? logging?.ApplicationLogLevel;
  if (levelGiven !== undefined && logging?.LogFormat !== 'JSON') {
    throw invalidParameter(
      'Log levels can only be set if LogFormat is JSON. Set LogFormat to JSON or omit the log levels.',
    );
  }
}

function checkVariables(variables: Record<string, string>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment ' +
        'variables you have provided contains reserved keys that are currently not supported for ' +
        `modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  for (const name of Object.keys(variables)) {
    checkPattern('environment.variables', name, /^[a-zA-Z]([a-zA-Z0-9_])+$/);
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > VARIABLES_LIMIT_BYTES) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment ' +
        'variables you have provided exceeded the 4KB limit.',
    );
  }
}

export function checkName(name: string): void {
  checkPattern('functionName', name, /^[a-zA-Z0-9\-_]{1,64}$/);
}

export function checkTags(tags: Record<string, string>): void {
  if (Object.keys(tags).length > TAGS_LIMIT) {
    throw invalidParameter(`Number of tags exceeds ${TAGS_LIMIT} limit`);
  }
  for (const [key, value] of Object.entries(tags)) {
    if (key.length === 0 || key.length > 128 || value.length > 256 || /^aws:/i.test(key)) {
      throw invalidParameter(`Tag '${key}' is not valid.`);
    }
  }
}

/** Reads the archive of a request's ZipFile. @throws {AwsError} as Lambda would. */
export function checkArchive(zipFile: unknown, action: string): Uint8Array {
  if (typeof zipFile !== 'string') {
    throw invalidParameter('Please provide a source for function code.');
  }
  const archive = Buffer.from(zipFile, 'base64');
  if (archive.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  if (archive.length > ARCHIVE_LIMIT_BYTES) {
    throw new AwsError(
      413,
      'RequestEntityTooLargeException',
      `Request must be smaller than 70167211 bytes for the ${action} operation`,
    );
  }
  let unpackedBytes = 0;
  try {
    unzipSync(archive, {
      filter: ({ originalSize }) => {
        unpackedBytes += originalSize;
        return false;
      },
    });
  } catch {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  if (unpackedBytes > UNPACKED_LIMIT_BYTES) {
    throw invalidParameter(`Unzipped size must be smaller than ${UNPACKED_LIMIT_BYTES} bytes`);
  }
  return archive;
}

export function invalidParameter(message: string): AwsError {
  return new AwsError(400, 'InvalidParameterValueException', message);
}

function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined) return;
  if (value < least) fail(name, value, `Member must have value greater than or equal to ${least}`);
  if (value > most) fail(name, value, `Member must have value less than or equal to ${most}`);
}

function checkPattern(name: string, value: string | undefined, pattern: RegExp): void {
  if (value === undefined || pattern.test(value)) return;
  fail(name, value, `Member must satisfy regular expression pattern: ${pattern.source}`);
}

function checkOneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  fail(name, value, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

function fail(name: string, value: string | number, constraint: string): never {
  throw new AwsError(
    400,
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}
