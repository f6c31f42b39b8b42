import type { FieldError } from '#kernel/errors';
import { codePattern } from './status.js';

const factKeysMax = 50;
const factKeyLengthMax = 64;
const factTextLengthMax = 256;

/** What a member did besides buying. Facts are for events, so they hold no personal data: that is the caller's to keep. */
export function checkActivity(type: string, data: Readonly<Record<string, unknown>>): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (pointer: string, detail: string): void =>
    void errors.push({ pointer, code: 'invalid_value', detail });
  if (!codePattern.test(type)) refuse('/type', 'A type is lower-case letters, digits and underscores, at most 64.');
  const entries = Object.entries(data);
  if (entries.length > factKeysMax) refuse('/data', `At most ${factKeysMax} facts.`);
  for (const [key, value] of entries) {
    if (key.length === 0 || key.length > factKeyLengthMax)
      refuse('/data', `A fact's name has 1 to ${factKeyLengthMax} characters.`);
    else if (!isFact(value))
      refuse(`/data/${escapePointer(key)}`, 'A fact is a text of at most 256 characters, a number or a boolean.');
  }
  return errors;
}

function isFact(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= factTextLengthMax;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
