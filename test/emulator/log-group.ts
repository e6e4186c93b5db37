// A log group as the service keeps it.

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  retentionDays?: number;
  tags: Record<string, string>;
}
