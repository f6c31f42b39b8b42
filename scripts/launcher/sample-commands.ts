import type { Credentials } from './credentials.js';
import { demoCard } from './demo-member.js';

/** A command to paste into a shell, and the same request for whoever sends it without one. */
export interface SampleCommand {
  readonly title: string;
  readonly url: string;
  readonly bearer: string;
  readonly body: string;
  readonly shell: readonly string[];
}

/** Stands for a number that is new at every paste: a receipt is posted once. */
const uniqueMark = 'UNIQUE';

/**
 * A till posts what the demo member has bought.
 *
 * @param at kept from start to start, so that the launcher's own purchase stays one and the same
 */
export function samplePurchase({ baseUrl, keys }: Credentials, at: Date): SampleCommand {
  const purchase = {
    transactionId: `DEMO-${uniqueMark}`,
    storeId: 'S01',
    member: `card:${demoCard}`,
    occurredAt: at.toISOString(),
    channel: 'pos',
    currency: 'CNY',
    totalMinor: 25_900,
    items: [
      { line: 1, sku: 'CAT-FOOD-2KG', category: 'pet-food', quantity: 2, unitPriceMinor: 12_000 },
      { line: 2, sku: 'TOY-01', category: 'toys', quantity: 1, unitPriceMinor: 1_900 },
    ],
  };
  const body = JSON.stringify(purchase);
  return command('A till posts a purchase', `${baseUrl}/v1/purchases`, keys.pos, body);
}

/** The mini-program asks for everything about its member at once. */
export function sampleQuery({ graphqlUrl, memberToken }: Credentials): SampleCommand {
  const query =
    '{ me { profile { displayName } tier { label progress { missing nextLabel } } points { available } ' +
    'benefits(first: 3) { edges { node { title usableNow } } } } }';
  return command('The member looks at its phone', graphqlUrl, memberToken, JSON.stringify({ query }));
}

function command(title: string, url: string, bearer: string, body: string): SampleCommand {
  const shell = [
    `curl -s ${url} \\`,
    `  -H 'authorization: Bearer ${bearer}' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${body.replace(uniqueMark, `'$(date +%s)'`)}'`,
  ];
  return { title, url, bearer, body: body.replace(uniqueMark, '1'), shell };
}
