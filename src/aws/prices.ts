// Prices by region from the dated list beside this file, with the user's overrides.

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

type RegionPrices = Pick<
  Prices,
  'perGbSecond' | 'perMillionInvocations' | 'perThousandGets' | 'perThousandLists'
>;

/** Regions of which prices are listed. */
export function pricedRegions(): string[] {
  return Object.keys(list.regions);
}

/** The listed prices of a region. A price that is not listed is absent. */
export function pricesOf(region: string): Prices {
  const regions: Readonly<Record<string, RegionPrices>> = list.regions;
  const known = Object.hasOwn(regions, region) ? regions[region] : undefined;
  const { asOf, source } = list;
  return { region, asOf, source, perGbSecond: {}, ...known };
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
