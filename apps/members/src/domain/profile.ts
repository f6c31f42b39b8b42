import type { FieldError } from '#kernel/errors';
import { type Identifier, type IdentifierType, placeOf } from './identifiers.js';
import { isDayUpTo } from './instants.js';

/** Everything personal about a member: encrypted as one at rest. */
export interface Profile {
  readonly name: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthday: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly referralCode: string | null;
  readonly identifiers: readonly Identifier[];
}

const attributeKeysMax = 50;
const attributeKeyLengthMax = 64;
const attributesCharsMax = 16_384;

export function identifierOf({ identifiers }: Profile, type: IdentifierType): string | null {
  return identifiers.find((identifier) => identifier.type === type)?.value ?? null;
}

/** A name that a cashier may read out and a bystander cannot use: 王**, A*** S***. */
export function maskedName(name: string | null): string | null {
  if (name === null) return null;
  const words = name.trim().split(/\s+/);
  return words
    .map((word) => `${/^./su.exec(word)?.[0] ?? ''}${/^\p{Script=Han}/u.test(word) ? '**' : '***'}`)
    .join(' ');
}

/** Adds to `errors` when the birthday is no day of the calendar up to today. */
export function checkBirthday(birthday: string, today: string, errors: FieldError[]): void {
  if (isDayUpTo(birthday, today)) return;
  errors.push({
    pointer: '/birthday',
    code: 'invalid_value',
    detail: 'A birthday is a real day, YYYY-MM-DD, not in the future.',
  });
}

/** Adds to `errors` when there are too many attributes, or too large ones. */
export function checkAttributes(attributes: Readonly<Record<string, unknown>>, errors: FieldError[]): void {
  const refuse = (pointer: string, detail: string): void =>
    void errors.push({ pointer, code: 'invalid_value', detail });
  const keys = Object.keys(attributes);
  if (keys.length > attributeKeysMax) refuse('/attributes', `At most ${attributeKeysMax} attributes.`);
  const long = keys.find((key) => key.length === 0 || key.length > attributeKeyLengthMax);
  if (long !== undefined) refuse('/attributes', `An attribute's name has 1 to ${attributeKeyLengthMax} characters.`);
  if (JSON.stringify(attributes).length > attributesCharsMax) {
    refuse('/attributes', `All attributes together have at most ${attributesCharsMax} characters of JSON.`);
  }
}

/** Attributes given replace those of their name; null removes one. */
export function mergeAttributes(
  kept: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>> | null,
): Record<string, unknown> {
  if (given === null) return {};
  return Object.fromEntries(Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null));
}

export interface IdentifierChange {
  readonly identifiers: readonly Identifier[];
  readonly added: readonly Identifier[];
  readonly removed: readonly Identifier[];
}

/**
 * @param given   take their places; an identifier that stays as it is counts as neither added nor removed
 * @param dropped whether an identifier of the member is given up without another in its place
 */
export function changeIdentifiers(
  kept: readonly Identifier[],
  given: readonly Identifier[],
  dropped: (identifier: Identifier) => boolean,
): IdentifierChange {
  const byPlace = new Map(given.map((identifier) => [placeOf(identifier), identifier]));
  const same = (one: Identifier): boolean => byPlace.get(placeOf(one))?.value === one.value;
  const stays = kept.filter(
    (identifier) => same(identifier) || (!byPlace.has(placeOf(identifier)) && !dropped(identifier)),
  );
  const added = given.filter(
    ({ value, ...place }) => !stays.some((one) => placeOf(one) === placeOf(place) && one.value === value),
  );
  return {
    identifiers: [...stays, ...added],
    added,
    removed: kept.filter((identifier) => !stays.includes(identifier)),
  };
}
