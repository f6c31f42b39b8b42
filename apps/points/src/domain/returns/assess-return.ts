import { parseInstant } from '#kernel/instant';
import { OccurredAtOutOfRangeError } from '../purchase.errors.js';
import { thousandthsOf } from '../quantity.js';
import { InvalidReturnError } from './return.errors.js';

const aheadMsMax = 5 * 60 * 1000;

export interface ReturnItem {
  readonly line: number;
  readonly quantity: number;
}

/** What comes back of a line, in thousandths, in the order of the return. */
export interface AskedLine {
  readonly line: number;
  readonly thousandths: number;
}

/**
 * Judges what a till says about a return by itself, before its purchase is looked at.
 * @throws InvalidReturnError
 */
export function assessItems(items: readonly ReturnItem[]): AskedLine[] {
  const lines = new Set<number>();
  return items.map(({ line, quantity }, index) => {
    if (lines.has(line)) throw new InvalidReturnError(`/items/${index}/line`, `Line ${line} is there twice.`);
    lines.add(line);
    const thousandths = thousandthsOf(quantity);
    if (thousandths === undefined) {
      throw new InvalidReturnError(`/items/${index}/quantity`, 'A quantity is above 0 and has at most 3 decimals.');
    }
    return { line, thousandths };
  });
}

/** @throws InvalidReturnError, OccurredAtOutOfRangeError */
export function assessInstant(occurredAt: string, now: Date): Date {
  const instant = parseInstant(occurredAt);
  if (!instant) throw new InvalidReturnError('/occurredAt', 'occurredAt must be an RFC 3339 time with zone.');
  if (instant.getTime() < 0 || instant.getTime() > now.getTime() + aheadMsMax) throw new OccurredAtOutOfRangeError();
  return instant;
}
