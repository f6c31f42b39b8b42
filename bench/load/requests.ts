import type { LoadJob } from './load-job.js';

export interface LoadRequest {
  /** Head and body as they go over the wire. */
  readonly text: string;
  readonly purchases: number;
}

/** Of a batch, as many as one request may carry. */
export const purchasesPerBatch = 500;

/** Everything a mini-program's first screen and a member's page in a back office show. */
export const memberQuery = `query Member($ref: String!) {
  member(ref: $ref) {
    id status enrolledAt channel
    profile { displayName }
    tier { tier grade label since progress { value target missing nextLabel } }
    points { available pending held debt lifetimeEarned }
    benefits(first: 6) { edges { node { id code title status usableNow validUntil whyNot { code message } } } }
    churn { score level unavailable summary { repeatDays firstAt lastAt } }
  }
}`;

/** Makes one request after the other, each for another member. */
export function requestsOf(job: LoadJob): () => LoadRequest {
  let number = 0;
  const nextCard = (): string => job.cards[number % job.cards.length] ?? '';
  const nextPurchase = (occurredAt: string): string => {
    const text = purchase(`${job.run}-${number}`, nextCard(), occurredAt);
    number += 1;
    return text;
  };
  const post = poster(job);
  switch (job.kind) {
    case 'single':
      return () => ({ text: post('/v1/purchases', nextPurchase(new Date().toISOString())), purchases: 1 });
    case 'batch':
      return () => {
        const occurredAt = new Date().toISOString();
        const purchases = Array.from({ length: purchasesPerBatch }, () => nextPurchase(occurredAt));
        return {
          text: post('/v1/purchases/batch', `{"purchases":[${purchases.join(',')}]}`),
          purchases: purchasesPerBatch,
        };
      };
    case 'redemption':
      return () => {
        const body = `{"member":"card:${nextCard()}","points":1}`;
        number += 1;
        const key = `idempotency-key: ${job.run}-${number}\r\n`;
        return { text: post('/v1/points/redemptions', body, key), purchases: 0 };
      };
    case 'evaluate':
      return () => ({
        text: post('/v1/purchases/evaluate', nextPurchase(new Date().toISOString())),
        purchases: 0,
      });
    case 'query': {
      const query = JSON.stringify(memberQuery);
      return () => {
        const body = `{"query":${query},"variables":{"ref":"card:${nextCard()}"}}`;
        number += 1;
        return { text: post('/graphql', body), purchases: 0 };
      };
    }
  }
}

function poster({ baseUrl, key }: LoadJob): (path: string, body: string, headers?: string) => string {
  const { host } = new URL(baseUrl);
  const rest = `host: ${host}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: `;
  return (path, body, headers = '') =>
    `POST ${path} HTTP/1.1\r\n${headers}${rest}${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A basket of two lines, worth 259 points. */
export function purchase(transactionId: string, card: string, occurredAt: string): string {
  return (
    `{"transactionId":"${transactionId}","storeId":"S01","tillId":"3","member":"card:${card}","occurredAt":"${occurredAt}",` +
    `"channel":"pos","currency":"CNY","totalMinor":25900,"items":[` +
    `{"line":1,"sku":"CAT-FOOD-2KG","name":"Cat food 2 kg","category":"pet-food","quantity":2,"unitPriceMinor":12000,"discountMinor":0},` +
    `{"line":2,"sku":"TOY-01","category":"toys","quantity":1,"unitPriceMinor":1900,"discountMinor":0}]}`
  );
}
