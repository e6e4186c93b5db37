// Notes for readers of a run's dollars: by which prices they were computed, and what they leave out.

import { knownCost, type PricedPart } from './known-cost.ts';
import type { Prices } from './prices.ts';
import type { Totals } from './totals.ts';

const PARTS: Readonly<Record<PricedPart, { readonly name: string; readonly option: string }>> = {
  compute: { name: 'compute', option: '--price-gb-second' },
  invocations: { name: 'invocations', option: '--price-invocations' },
  get: { name: 'GET requests', option: '--price-s3-get' },
  list: { name: 'LIST requests', option: '--price-s3-list' },
};

/** Which prices of what was used are missing, and how to set them; nothing if all are known. */
export function missingPrices(totals: Totals): string[] {
  return describeMissing(totals.started?.prices, knownCost(totals).missing);
}

/** Whole sentences. */
export function describeMissing(
  prices: Prices | undefined,
  missing: readonly PricedPart[],
): string[] {
  if (missing.length === 0) return [];
  const { names, options, regions } = namePrices(prices, missing);
  const where = prices ? ` in ${regions}` : '';
  return [`The dollars leave out ${names}, whose prices${where} are not known. Set ${options}.`];
}

/** The things that are priced, the options that set their prices, and the region or regions in which they are missing. */
export function namePrices(
  prices: Prices | undefined,
  missing: readonly PricedPart[],
): Readonly<Record<'names' | 'options' | 'regions', string>> {
  return {
    names: join(missing.map((part) => PARTS[part].name)),
    options: join(missing.map((part) => PARTS[part].option)),
    regions: placeOf(prices, missing),
  };
}

/** By which prices the dollars were computed, and what is not priced. Whole sentences. */
export function priceNotes(totals: Totals): string[] {
  const prices = totals.started?.prices;
  const notes: string[] = [];
  if (prices) {
    const { region, bucketRegion, asOf } = prices;
    const regions = bucketRegion === undefined ? region : `${region}, for S3 of ${bucketRegion}`;
    notes.push(`Prices of ${regions}, ${asOf}, before free allowances and discounts.`);
  }
  notes.push(`Not priced: ${notPriced(totals).join(', ')}.`);
  return notes;
}

/** Other things that may cost money and are in no figure. */
export function notPriced({ started }: Totals): string[] {
  const { region, bucketRegion } = started?.prices ?? {};
  const onLambda = started?.engine === 'lambda';
  const transfer =
    bucketRegion === undefined
      ? onLambda
        ? []
        : ['data transfer out of AWS']
      : [`data transfer from ${bucketRegion}${onLambda ? ` to ${region}` : ''}`];
  const streamed = onLambda ? ['answers beyond 6 MB each'] : [];
  return [...transfer, ...streamed, 'requests to KMS'];
}

function placeOf(prices: Prices | undefined, missing: readonly PricedPart[]): string {
  const { region = '', bucketRegion = region } = prices ?? {};
  const isOfStore = (part: PricedPart) => part === 'get' || part === 'list';
  const regions = new Set(missing.map((part) => (isOfStore(part) ? bucketRegion : region)));
  return join([...regions]);
}

function join(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
