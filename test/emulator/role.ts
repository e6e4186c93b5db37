// The state of a role.

export interface Role {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly created: string;
  readonly description: string;
  trustPolicy: string;
  /** The ARN of its permissions boundary. */
  boundary?: string;
  readonly tags: Map<string, string>;
  /** Inline policies by their names. */
  readonly policies: Map<string, string>;
  /** ARNs of attached policies. */
  readonly attached: Set<string>;
  /** The number of further functions that are refused, because a new role takes a while to be known. */
  refusals: number;
}
