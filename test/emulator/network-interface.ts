// The state of a network interface that Lambda keeps in a VPC.

export interface NetworkInterface {
  readonly id: string;
  readonly description: string;
  /** The subnets and groups, for which all functions share one interface. */
  readonly place: string;
  /** The number of further looks that find it after no function uses it any more. */
  looks: number;
}
