// The name of what a run counts.

/** The source of a run, as messages and JSON documents name it. */
export type SourceName = ({ readonly dir: string } | { readonly bucket: string }) & SelectionName;

export interface SelectionName {
  /** All selected keys start with it. */
  readonly prefix: string;
  /** The prefixes, if there is more than one, or one beside keys. */
  readonly prefixes?: readonly string[];
  /** The number of keys that are selected by name, if there are any. */
  readonly keys?: number;
  /** The address of the inventory that is read in place of a listing. */
  readonly inventory?: string;
}
