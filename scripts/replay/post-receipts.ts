import { batchWindows } from '../public-api/batch-windows.js';
import { postBatch } from '../public-api/post-batch.js';
import type { PublicApi } from '../public-api/public-api.js';
import { FirstSight } from './first-sight.js';
import type { Receipt } from './receipt.js';
import { Tally } from './tally.js';

/** In flight together; the points service commits at most two groups at once. */
const BATCH_LANES = 2;

export interface PostingOptions {
  readonly batchReceiptsMax: number;
  readonly onProgress: (receiptsDone: number) => void;
  /** Asked between windows; what is in flight is always awaited, so that the tally knows all that was posted. */
  readonly isStopping: () => boolean;
}

/** Posts receipts in time order, enrolling each member before its first, and counts the answers. */
export async function postReceipts(
  api: PublicApi,
  receipts: readonly Receipt[],
  options: PostingOptions,
): Promise<Tally> {
  const tally = new Tally();
  const members = new FirstSight(api);
  const limits = { lanes: BATCH_LANES, receiptsMax: options.batchReceiptsMax };
  for (const window of batchWindows(postable(receipts), limits)) {
    if (options.isStopping()) break;
    await members.enrollFrom(
      window
        .flat()
        .map(({ receipt }) => receipt)
        .toSorted((a, b) => a.occurredAtMs - b.occurredAtMs),
    );
    await Promise.all(
      window.map(async (batch) => {
        const open = batch.filter(({ receipt, transactionId }) => {
          const refusal = members.refusalOf(receipt.body.member);
          if (refusal) tally.add(receipt, { index: 0, transactionId, status: 422, ...refusal });
          return !refusal;
        });
        if (open.length === 0) return;
        for (const { receipt, result } of await postBatch(api, open)) tally.add(receipt.receipt, result);
      }),
    );
    options.onProgress(tally.answered);
  }
  return tally;
}

function* postable(receipts: readonly Receipt[]) {
  for (const receipt of receipts) {
    const { transactionId, member } = receipt.body;
    yield { transactionId, member, json: JSON.stringify(receipt.body), receipt };
  }
}
