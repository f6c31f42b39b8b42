import { quantityOf } from '../quantity.js';
import type { AskedLine } from './assess-return.js';
import type { ReturnableLine } from './return-share.js';
import { AlreadyReturnedError, UnknownLineError } from './return.errors.js';

/** The part of a return that its purchase could not give. */
export interface NotReturned {
  readonly line: number;
  readonly quantity: number;
  readonly code: 'invalid_reference' | 'already_returned' | 'purchase_voided';
}

/**
 * What a return takes of each line of its purchase: all that it asks for, or nothing.
 *
 * @param before thousandths returned so far, by line
 * @returns thousandths by line, in the order of the purchase
 * @throws UnknownLineError, AlreadyReturnedError: in this order, over all lines
 */
export function takeAll(
  lines: readonly ReturnableLine[],
  before: readonly number[],
  asked: readonly AskedLine[],
): number[] {
  const places = placesOf(lines);
  for (const [index, { line }] of asked.entries())
    if (!places.has(line)) throw new UnknownLineError(`/items/${index}/line`, line);
  const taken = new Array<number>(lines.length).fill(0);
  for (const [index, { line, thousandths }] of asked.entries()) {
    const place = places.get(line) ?? 0;
    const left = (lines[place]?.quantity ?? 0) - (before[place] ?? 0);
    if (thousandths > left) throw new AlreadyReturnedError(`/items/${index}/quantity`, line, quantityOf(left));
    taken[place] = thousandths;
  }
  return taken;
}

/** What a return takes whose goods are back already, however much of it its purchase can give. */
export function takeWhatIsLeft(
  lines: readonly ReturnableLine[],
  before: readonly number[],
  asked: readonly AskedLine[],
): { readonly taken: readonly number[]; readonly notReturned: readonly NotReturned[] } {
  const places = placesOf(lines);
  const taken = new Array<number>(lines.length).fill(0);
  const notReturned: NotReturned[] = [];
  for (const { line, thousandths } of asked) {
    const place = places.get(line);
    if (place === undefined) {
      notReturned.push({ line, quantity: quantityOf(thousandths), code: 'invalid_reference' });
      continue;
    }
    const given = Math.min(thousandths, (lines[place]?.quantity ?? 0) - (before[place] ?? 0));
    taken[place] = given;
    if (given < thousandths)
      notReturned.push({ line, quantity: quantityOf(thousandths - given), code: 'already_returned' });
  }
  return { taken, notReturned };
}

function placesOf(lines: readonly ReturnableLine[]): Map<number, number> {
  return new Map(lines.map(({ line }, index) => [line, index]));
}
