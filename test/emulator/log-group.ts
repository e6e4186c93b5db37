// The state of a log group.

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  retentionDays?: number;
  tags: Record<string, string>;
}
