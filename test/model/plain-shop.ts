import { type PlainLot, type PlainSlice, type PlainWallet } from './plain-wallet.js';

export interface PlainLine {
  readonly line: number;
  /** Thousandths sold. */
  readonly sold: number;
  readonly netMinor: number;
  /** Of the points that paid for the purchase. */
  readonly redeemed: number;
  /** Of what each lot of the purchase was issued with. */
  readonly earned: readonly number[];
  /** Thousandths that came back. */
  returned: number;
}

export interface PlainPurchase {
  readonly content: string;
  readonly lines: readonly PlainLine[];
  readonly payableMinor: number;
  readonly redemption: readonly PlainSlice[];
  /** Empty while nobody has claimed it. */
  lots: readonly PlainLot[];
  owner: number | null;
  readonly claimCode: string | undefined;
  state: 'recorded' | 'partially_returned' | 'returned' | 'voided';
  refundMinor: number;
  clawedBack: number;
  refunded: number;
}

export interface PlainReversal {
  /** Null is everything: a void. */
  readonly asked: readonly { readonly line: number; readonly thousandths: number }[] | null;
}

export interface PlainReversed {
  readonly refundMinor: number;
  readonly clawedBack: number;
  readonly fromPending: number;
  readonly refunded: number;
  readonly refundedExpired: number;
  readonly debt: number;
}

/** The code of a refusal, or what was done. */
export type Outcome<Done> = string | Done;

/**
 * Takes goods back. What falls on the part that came back so far is its exact share, rounded half up; a return moves the
 * difference to what fell on it before.
 */
export function takeBack(
  purchase: PlainPurchase,
  { asked }: PlainReversal,
  { wallet, parked, nowMs }: { wallet: PlainWallet | undefined; parked: boolean; nowMs: number },
): Outcome<PlainReversed> {
  const taken = takenOf(purchase, asked, parked);
  if (typeof taken === 'string') return taken;
  let [refundMinor, refund] = [0, 0];
  const clawBack = purchase.lots.map(() => 0);
  for (const [index, line] of purchase.lines.entries()) {
    const before = line.returned;
    line.returned += taken[index] ?? 0;
    const moved = (total: number): number =>
      shareOf(total, line.returned, line.sold) - shareOf(total, before, line.sold);
    refundMinor += moved(line.netMinor);
    refund += moved(line.redeemed);
    purchase.lots.forEach((_lot, lot) => (clawBack[lot] = (clawBack[lot] ?? 0) + moved(line.earned[lot] ?? 0)));
  }
  const wasVoided = purchase.state === 'voided';
  if (asked === null || wasVoided) purchase.state = 'voided';
  else if (purchase.lines.every(({ returned, sold }) => returned === sold)) purchase.state = 'returned';
  else if (purchase.lines.some(({ returned }) => returned > 0)) purchase.state = 'partially_returned';
  const slices = lastTakenFirst(purchase.redemption, purchase.refunded, refund);
  purchase.refundMinor += refundMinor;
  purchase.refunded += refund;
  const moved = movePoints(purchase, { wallet, slices, clawBack, nowMs });
  return { refundMinor, ...moved };
}

/** What a claimed purchase owes because parts of it had come back before it was claimed. */
export function takeBackEarlier(purchase: PlainPurchase, wallet: PlainWallet, nowMs: number): void {
  const clawBack = purchase.lots.map((_lot, index) =>
    purchase.lines.reduce((sum, { earned, returned, sold }) => sum + shareOf(earned[index] ?? 0, returned, sold), 0),
  );
  movePoints(purchase, { wallet, slices: [], clawBack, nowMs });
}

interface Move {
  readonly wallet: PlainWallet | undefined;
  readonly slices: readonly PlainSlice[];
  readonly clawBack: readonly number[];
  readonly nowMs: number;
}

function movePoints(purchase: PlainPurchase, { wallet, slices, clawBack, nowMs }: Move) {
  const none = { clawedBack: 0, fromPending: 0, refunded: 0, refundedExpired: 0, debt: 0 };
  if (!wallet) return none;
  wallet.settle(nowMs);
  const refunded = slices.reduce((sum, { points }) => sum + points, 0);
  const refundedExpired = wallet.refund(slices, nowMs);
  wallet.settle(nowMs);
  const parts = purchase.lots.flatMap((lot, index) => {
    const points = clawBack[index] ?? 0;
    return points > 0 ? [{ lot, points }] : [];
  });
  const clawedBack = parts.reduce((sum, { points }) => sum + points, 0);
  purchase.clawedBack += clawedBack;
  const clawed = wallet.clawBack(parts);
  wallet.settle(nowMs);
  return { clawedBack, ...clawed, refunded: refunded - refundedExpired, refundedExpired };
}

function takenOf({ lines, state }: PlainPurchase, asked: PlainReversal['asked'], parked: boolean): Outcome<number[]> {
  if (state === 'voided') return parked ? lines.map(() => 0) : 'purchase_voided';
  if (asked === null) return lines.map(({ sold, returned }) => sold - returned);
  const known = asked.filter(({ line }) => lines.some((each) => each.line === line));
  if (!parked && known.length < asked.length) return 'invalid_reference';
  const taken = lines.map(({ line }) => known.find((each) => each.line === line)?.thousandths ?? 0);
  const isTooMuch = lines.some(({ sold, returned }, index) => (taken[index] ?? 0) > sold - returned);
  if (isTooMuch && !parked) return 'already_returned';
  return lines.map(({ sold, returned }, index) => Math.min(taken[index] ?? 0, sold - returned));
}

function shareOf(total: number, returned: number, sold: number): number {
  return Number((2n * BigInt(total) * BigInt(returned) + BigInt(sold)) / (2n * BigInt(sold)));
}

function lastTakenFirst(slices: readonly PlainSlice[], before: number, points: number): PlainSlice[] {
  // One by one, as one would count coins.
  const coins = slices.toReversed().flatMap(({ lot, points: count }) => new Array<PlainLot>(count).fill(lot));
  const back = new Map<PlainLot, number>();
  for (const lot of coins.slice(before, before + points)) back.set(lot, (back.get(lot) ?? 0) + 1);
  return [...back].map(([lot, count]) => ({ lot, points: count }));
}
