import { randomUUID } from 'node:crypto';

/** The receipt of 259.00 that the interface is explained with, under an id of its own. */
export function receipt(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    transactionId: `E2E-${randomUUID()}`,
    storeId: 'S01',
    tillId: '3',
    occurredAt: new Date().toISOString(),
    channel: 'pos',
    currency: 'CNY',
    totalMinor: 25_900,
    items: [
      {
        line: 1,
        sku: 'CAT-FOOD-2KG',
        name: 'Cat food 2 kg',
        category: 'pet-food',
        quantity: 2,
        unitPriceMinor: 12_000,
        discountMinor: 0,
      },
      { line: 2, sku: 'TOY-01', category: 'toys', quantity: 1, unitPriceMinor: 1_900, discountMinor: 0 },
    ],
    ...overrides,
  };
}

/** One line of whole major units. */
export function receiptOver(
  totalMajor: number,
  overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const totalMinor = totalMajor * 100;
  return receipt({
    totalMinor,
    items: [{ line: 1, sku: 'GIFT', quantity: 1, unitPriceMinor: totalMinor }],
    ...overrides,
  });
}
