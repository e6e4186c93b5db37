// Which bucket, and on whose account it is read.

export interface BucketAddress {
  readonly bucket: string;
  readonly requesterPays?: boolean | undefined;
}
