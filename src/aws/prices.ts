// Prices by region from the dated list beside this file, with the user's overrides.
//
// Lambda's are those of https://aws.amazon.com/lambda/pricing/. S3's are those of requests to S3 Standard in
// the AWS price list, by region: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/bulk-api-reading-price-list-files.html
// describes its files; the usage types are Requests-Tier1 (LIST, by the thousand) and Requests-Tier2 (GET, by
// ten thousand). Regions whose prices could not be looked up are not listed.

import type { Prices } from '../events/prices.ts';
import { ARCHITECTURES } from '../protocol/architecture.ts';
import list from './prices.json' with { type: 'json' };

/** Prices in dollars that the user gives. */
export interface PriceOverrides {
  readonly priceGbSecond?: number;
  /** Price of a million invocations. */
  readonly priceInvocations?: number;
  /** Price of a thousand GET requests. */
  readonly priceS3Get?: number;
  /** Price of a thousand LIST requests. */
  readonly priceS3List?: number;
}

/**
 * The listed prices: Lambda's of the functions' region, S3's of the bucket's. A price that is not listed is
 * absent.
 */
export function pricesOf(region: string, bucketRegion = region): Prices {
  const { asOf, lambda, s3 } = list;
  const perGbSecond = lookUp(lambda.perGbSecond, region);
  const requests = lookUp(s3.perThousandRequests, bucketRegion);
  return {
    region,
    ...(bucketRegion !== region && { bucketRegion }),
    asOf,
    source: `${lambda.source}, ${s3.source.replace('REGION', bucketRegion)}`,
    perGbSecond: perGbSecond ?? {},
    perMillionInvocations: perGbSecond && lambda.perMillionInvocations,
    perThousandGets: requests?.get,
    perThousandLists: requests?.list,
  };
}

function lookUp<T>(regions: Readonly<Record<string, T>>, region: string): T | undefined {
  return Object.hasOwn(regions, region) ? regions[region] : undefined;
}

/** Regions in which Lambda has listed prices. */
export function pricedRegions(): string[] {
  return Object.keys(list.lambda.perGbSecond);
}

export function overridePrices(prices: Prices, overrides: PriceOverrides): Prices {
  const { priceGbSecond, priceInvocations, priceS3Get, priceS3List } = overrides;
  return {
    ...prices,
    perMillionInvocations: priceInvocations ?? prices.perMillionInvocations,
    perThousandGets: priceS3Get ?? prices.perThousandGets,
    perThousandLists: priceS3List ?? prices.perThousandLists,
    perGbSecond:
      priceGbSecond === undefined
        ? prices.perGbSecond
        : Object.fromEntries(ARCHITECTURES.map((name) => [name, priceGbSecond])),
  };
}
