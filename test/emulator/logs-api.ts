// The calls of CloudWatch Logs about groups and their retention:
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html.

import { AwsError } from './aws-error.ts';
import type { LogGroup } from './log-group.ts';
import type { ServiceContext } from './service-context.ts';

interface LogsInput {
  logGroupName?: string;
  logGroupNamePrefix?: string;
  retentionInDays?: number;
  resourceArn?: string;
  tags?: Record<string, string>;
  tagKeys?: string[];
}

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

type Call = (context: ServiceContext, input: LogsInput) => unknown;

const CALLS: Readonly<Record<string, Call>> = {
  CreateLogGroup(context, { logGroupName = '', tags = {} }) {
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName)) {
      throw invalid(`Value '${logGroupName}' at 'logGroupName' failed to satisfy constraint`);
    }
    if (context.logGroups.has(logGroupName)) {
      const message = 'The specified log group already exists';
      throw new AwsError(400, 'ResourceAlreadyExistsException', message);
    }
    ensureLogGroup(context, logGroupName).tags = { ...tags };
  },
  DescribeLogGroups(context, { logGroupNamePrefix = '' }) {
    const groups = [...context.logGroups.values()]
      .filter(({ name }) => name.startsWith(logGroupNamePrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return { logGroups: groups.map((group) => show(context, group)) };
  },
  PutRetentionPolicy(context, { logGroupName, retentionInDays = 0 }) {
    if (!RETENTIONS.includes(retentionInDays)) {
      throw invalid(`Retention of ${retentionInDays} days is none of those that are possible.`);
    }
    findGroup(context, logGroupName).retentionDays = retentionInDays;
  },
  DeleteRetentionPolicy(context, { logGroupName }) {
    delete findGroup(context, logGroupName).retentionDays;
  },
  DeleteLogGroup(context, { logGroupName }) {
    context.logGroups.delete(findGroup(context, logGroupName).name);
  },
  TagResource(context, { resourceArn, tags }) {
    Object.assign(findByArn(context, resourceArn).tags, tags);
  },
  UntagResource(context, { resourceArn, tagKeys = [] }) {
    const group = findByArn(context, resourceArn);
    for (const key of tagKeys) delete group.tags[key];
  },
  ListTagsForResource: (context, { resourceArn }) => ({
    tags: findByArn(context, resourceArn).tags,
  }),
};

/** @throws {AwsError} as CloudWatch Logs would. */
export function callLogs(context: ServiceContext, action: string, input: LogsInput): unknown {
  const call = CALLS[action];
  if (call === undefined) throw new AwsError(400, 'UnknownOperationException', action);
  return call(context, input);
}

/** Finds or creates the group of this name, as Lambda does when a function first runs. */
export function ensureLogGroup(context: ServiceContext, name: string): LogGroup {
  const group = context.logGroups.get(name) ?? { name, createdAt: Date.now(), tags: {} };
  context.logGroups.set(name, group);
  return group;
}

function show(context: ServiceContext, group: LogGroup) {
  const arn = `arn:aws:logs:${context.region}:${context.accountId}:log-group:${group.name}`;
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    storedBytes: 0,
    // `arn` ends in `:*`. `logGroupArn`, which the tagging calls need, does not.
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: 'STANDARD',
  };
}

function findGroup(context: ServiceContext, name: string | undefined): LogGroup {
  const group = context.logGroups.get(name ?? '');
  if (group === undefined) {
    const message = 'The specified log group does not exist.';
    throw new AwsError(400, 'ResourceNotFoundException', message);
  }
  return group;
}

function findByArn(context: ServiceContext, arn: string | undefined): LogGroup {
  return findGroup(context, /:log-group:([^:*]+)$/.exec(arn ?? '')?.[1]);
}

function invalid(message: string): AwsError {
  return new AwsError(400, 'InvalidParameterException', message);
}
