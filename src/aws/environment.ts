// Passes this program's options to the SDK through environment variables. The SDK's own chain looks
// there, and worker threads inherit them.

export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** Variables that would take precedence over the one that an option sets. */
const OVERRIDDEN = {
  profile: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  endpointUrl: [
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL_LAMBDA',
    'AWS_ENDPOINT_URL_EC2',
    'AWS_ENDPOINT_URL_IAM',
    'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
    'AWS_ENDPOINT_URL_STS',
  ],
} as const;

/** Call this before creating a client. An option overrides the environment. */
export function applyAwsOptions(options: AwsOptions, env: NodeJS.ProcessEnv): void {
  const { region, profile, endpointUrl } = options;
  // The SDK's hint that it will need a newer Node concerns maintainers of this program, not its users.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (region !== undefined) env.AWS_REGION = region;
  // The SDK reads AWS_REGION only; the AWS command line reads AWS_DEFAULT_REGION too.
  else if (!env.AWS_REGION && env.AWS_DEFAULT_REGION) env.AWS_REGION = env.AWS_DEFAULT_REGION;
  // An empty region would hide the profile's.
  if (env.AWS_REGION === '') delete env.AWS_REGION;
  if (profile !== undefined) {
    env.AWS_PROFILE = profile;
    for (const name of OVERRIDDEN.profile) delete env[name];
  }
  if (endpointUrl !== undefined) {
    env.AWS_ENDPOINT_URL = endpointUrl;
    // The profile may ask to ignore configured endpoints, but the option must count.
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'false';
    for (const name of OVERRIDDEN.endpointUrl) delete env[name];
  }
}
