// The SDK's settings as this program's options give them. They are put into the environment, where
// the SDK's own chain looks for them, so that worker threads have the same.

export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** What takes precedence over the general variable that an option sets. */
const OVERRIDDEN = {
  profile: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  endpointUrl: [
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL_LAMBDA',
    'AWS_ENDPOINT_URL_IAM',
    'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
    'AWS_ENDPOINT_URL_STS',
  ],
} as const;

/** To be called before a client is made. An option goes before whatever the environment says. */
export function applyAwsOptions(options: AwsOptions, env: NodeJS.ProcessEnv): void {
  const { region, profile, endpointUrl } = options;
  // The SDK's hint that it will need a newer Node is for those who maintain this program.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (region !== undefined) env.AWS_REGION = region;
  // The SDK reads AWS_REGION only; the AWS command line knows this one too.
  else if (!env.AWS_REGION && env.AWS_DEFAULT_REGION) env.AWS_REGION = env.AWS_DEFAULT_REGION;
  // An empty one would hide the profile's.
  if (env.AWS_REGION === '') delete env.AWS_REGION;
  if (profile !== undefined) {
    env.AWS_PROFILE = profile;
    for (const name of OVERRIDDEN.profile) delete env[name];
  }
  if (endpointUrl !== undefined) {
    env.AWS_ENDPOINT_URL = endpointUrl;
    // The profile may say that endpoints are to be ignored; this one is not.
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'false';
    for (const name of OVERRIDDEN.endpointUrl) delete env[name];
  }
}
