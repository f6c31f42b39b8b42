import { invalidField } from '#contracts/errors/refusals';
import { pageSizeDefault, pageSizeMax, type PageRequest } from '#contracts/internal/paging';

const cursorLengthMax = 1_024;

/** @throws Refusal invalid_value at `first` or `after` */
export function pageOf(first: number | null, after: string | null | undefined): PageRequest {
  const size = countOf('first', first, { default: pageSizeDefault, max: pageSizeMax });
  if (after === null || after === undefined) return { first: size };
  if (after.length > cursorLengthMax)
    throw invalidField('invalid_value', 'after', 'The cursor is not one of this list.');
  return { first: size, after };
}

/** @throws Refusal invalid_value when a count is not 1 to `max` */
export function countOf(name: string, given: number | null, bounds: { default: number; max: number }): number {
  const count = given ?? bounds.default;
  if (count >= 1 && count <= bounds.max) return count;
  throw invalidField('invalid_value', name, `${name} must be 1 to ${bounds.max}.`);
}
