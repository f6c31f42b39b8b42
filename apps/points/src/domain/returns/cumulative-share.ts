import { allocate } from '#kernel/allocate';

/**
 * What of a whole amount falls on the part of a line that has been returned so far. A return books the difference to what fell
 * on it before, so that returns split in any way and order sum to the whole.
 *
 * @param total    whole points or minor units, ≥ 0
 * @param returned thousandths returned so far, the new return included
 * @param quantity thousandths sold, > 0
 */
export function cumulativeShare(total: number, { returned, quantity }: { returned: number; quantity: number }): number {
  if (returned === 0 || total === 0) return 0;
  if (returned === quantity) return total;
  const [share = 0] = allocate(total, [returned, quantity - returned]);
  return share;
}
