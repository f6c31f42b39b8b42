import type { PostableReceipt } from './batch-windows.js';
import { ApiRefusedError, problemOf } from './public-api.js';
import type { PublicApi } from './public-api.js';
import type { PurchaseResult } from './purchases.js';

const ATTEMPTS_MAX = 8;

export interface PostedReceipt<T> {
  readonly receipt: T;
  readonly result: PurchaseResult;
}

/**
 * Posts one batch and repeats only those of its receipts that the API says may succeed when repeated.
 *
 * @returns one result a receipt, in the order given; a refusal is a result, not an error
 * @throws ApiRefusedError when the batch as a whole is refused, as for a revoked key
 */
export async function postBatch<T extends PostableReceipt>(
  api: PublicApi,
  receipts: readonly T[],
): Promise<PostedReceipt<T>[]> {
  const posted = new Array<PostedReceipt<T>>(receipts.length);
  let open = [...receipts.entries()];
  for (let attempt = 1; ; attempt++) {
    const results = await postOnce(
      api,
      open.map(([, receipt]) => receipt),
    );
    for (const [index, [place, receipt]] of open.entries())
      posted[place] = { receipt, result: resultAt(results, index) };
    open = open.filter(([place]) => posted[place]?.result.retryable === true);
    if (open.length === 0 || attempt === ATTEMPTS_MAX) return posted;
    await api.waitBeforeNext(attempt);
  }
}

async function postOnce(api: PublicApi, receipts: readonly PostableReceipt[]): Promise<readonly PurchaseResult[]> {
  const json = `{"purchases":[${receipts.map((receipt) => receipt.json).join(',')}]}`;
  const answer = await api.upload('/v1/purchases/batch', json);
  if (answer.status !== 200) {
    throw new ApiRefusedError('The API refused a batch of purchases', answer.status, problemOf(answer));
  }
  return (answer.body as { results: PurchaseResult[] }).results;
}

function resultAt(results: readonly PurchaseResult[], index: number): PurchaseResult {
  const result =
    results[index]?.index === index ? results[index] : results.find((candidate) => candidate.index === index);
  if (!result) throw new Error(`The answer of a batch of purchases has no result ${index}`);
  return result;
}
