// Prices of round numbers, from which dollars can be told by hand.

export const TEST_PRICES = {
  region: 'us-east-1',
  asOf: '2026-01-01',
  source: 'the test',
  perGbSecond: { arm64: 0.00001 },
  perMillionInvocations: 0.2,
  perThousandGets: 0.0004,
  perThousandLists: 0.005,
};
