import { cumulativeShare } from './cumulative-share.js';

/** What a return looks at of one line. */
export interface ReturnableLine {
  readonly line: number;
  /** Thousandths sold. */
  readonly quantity: number;
  /** Paid for it: after discounts, coupons and points. */
  readonly netMinor: number;
  /** Of the points spent on the purchase, those that paid for this line. */
  readonly redeemed: number;
  /** Of what each campaign gave for the purchase, that which this line earned; campaigns in the order of the purchase. */
  readonly earned: readonly number[];
}

/** What falls on a return. */
export interface ReturnShare {
  readonly lines: readonly TakenLine[];
  readonly refundMinor: number;
  /** Earned points to take back, by campaign in the order of the purchase. */
  readonly clawBack: readonly number[];
  /** The same by line, in the order of the purchase. */
  readonly clawBackByLine: readonly number[];
  /** Redeemed points to give back. */
  readonly redeemed: number;
  /** Thousandths returned so far, by line in the order of the purchase, this return included. */
  readonly returned: readonly number[];
  /** Nothing of the purchase is left. */
  readonly full: boolean;
}

export interface TakenLine {
  readonly line: number;
  readonly thousandths: number;
  readonly refundMinor: number;
}

/**
 * The share of a return: what the returned part is worth after it, less what it was worth before.
 *
 * @param before thousandths returned so far, by line, each ≤ sold
 * @param taken  thousandths that come back now, by line; before + taken ≤ sold
 */
export function returnShare(
  lines: readonly ReturnableLine[],
  { before, taken }: { readonly before: readonly number[]; readonly taken: readonly number[] },
): ReturnShare {
  const returned = lines.map((_line, index) => (before[index] ?? 0) + (taken[index] ?? 0));
  const clawBack = new Array<number>(lines[0]?.earned.length ?? 0).fill(0);
  const clawBackByLine = new Array<number>(lines.length).fill(0);
  const takenLines: TakenLine[] = [];
  let refundMinor = 0;
  let redeemed = 0;
  for (const [index, { line, quantity, ...worth }] of lines.entries()) {
    const thousandths = taken[index] ?? 0;
    if (thousandths === 0) continue;
    const shareOf = (total: number): number =>
      cumulativeShare(total, { returned: returned[index] ?? 0, quantity }) -
      cumulativeShare(total, { returned: before[index] ?? 0, quantity });
    const ofLine = shareOf(worth.netMinor);
    takenLines.push({ line, thousandths, refundMinor: ofLine });
    refundMinor += ofLine;
    redeemed += shareOf(worth.redeemed);
    for (const [campaign, points] of worth.earned.entries()) {
      const share = shareOf(points);
      clawBack[campaign] = (clawBack[campaign] ?? 0) + share;
      clawBackByLine[index] = (clawBackByLine[index] ?? 0) + share;
    }
  }
  const full = lines.every(({ quantity }, index) => returned[index] === quantity);
  return { lines: takenLines, refundMinor, clawBack, clawBackByLine, redeemed, returned, full };
}

/** Everything that is left, as a void takes it. */
export function remainderOf(lines: readonly ReturnableLine[], before: readonly number[]): number[] {
  return lines.map(({ quantity }, index) => quantity - (before[index] ?? 0));
}
