// A bucket, and whether the requester pays for its reads.

export interface BucketAddress {
  readonly bucket: string;
  readonly requesterPays?: boolean | undefined;
}
