import { allocate } from '#kernel/allocate';
import { compare, floorOf, floorOfSum, remainderOf } from './fraction.js';
import type { Offer } from './offer.js';

/** What one receipt can earn at all: beyond it numbers are no longer exact. */
const pointsMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Whole points of each offer: rounded down once for the receipt, and what the floors of the single offers leave goes to the
 * largest remainders, ties in the order given. So an offer of a whole number of points gives exactly that.
 *
 * @param offers in the order of ties
 * @returns one number an offer, same order; they sum to the floor of the sum
 */
export function wholePoints(offers: readonly Offer[]): number[] {
  const floors = offers.map(({ total }) => floorOf(total));
  const whole = floorOfSum(offers.map(({ total }) => total));
  if (whole > pointsMax) return withinMax(floors);
  let left = Number(whole - floors.reduce((one, other) => one + other, 0n));
  const points = floors.map(Number);
  if (left === 0) return points;
  const byRemainder = offers
    .map(({ total }, index) => ({ index, remainder: remainderOf(total) }))
    .sort((one, other) => compare(other.remainder, one.remainder) || one.index - other.index);
  for (const { index } of byRemainder) {
    if (left === 0) break;
    points[index] = (points[index] ?? 0) + 1;
    left -= 1;
  }
  return points;
}

function withinMax(floors: readonly bigint[]): number[] {
  let room = pointsMax;
  return floors.map((points) => {
    const given = points < room ? points : room;
    room -= given;
    return Number(given);
  });
}

/** Spreads the points of one offer over the lines by its weights; largest remainder, ties by line number. */
export function spreadOverLines(
  points: number,
  weights: readonly bigint[],
  lines: readonly { readonly line: number }[],
): number[] {
  if (points === 0 || lines.length === 0) return lines.map(() => 0);
  if (lines.length === 1) return [points];
  const byLine = lines.map(({ line }, index) => ({ line, index })).sort((one, other) => one.line - other.line);
  const parts = allocate(
    points,
    byLine.map(({ index }) => weights[index] ?? 0n),
  );
  const spread = lines.map(() => 0);
  byLine.forEach(({ index }, place) => (spread[index] = parts[place] ?? 0));
  return spread;
}
