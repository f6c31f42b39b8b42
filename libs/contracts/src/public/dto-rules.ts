import { buildMessage, ValidateBy, ValidateIf } from 'class-validator';
import { parseInstant } from '#kernel/instant';

/** RFC 3339 with zone, on a day that exists. */
export function IsInstant(): PropertyDecorator {
  return ValidateBy({
    name: 'isInstant',
    validator: {
      validate: (value) => typeof value === 'string' && parseInstant(value) !== undefined,
      defaultMessage: buildMessage((each) => `${each}$property must be an RFC 3339 time with zone`),
    },
  });
}

/** A calendar day, YYYY-MM-DD. */
export function IsDay(): PropertyDecorator {
  return ValidateBy({
    name: 'isDay',
    validator: {
      validate: (value) => typeof value === 'string' && parseInstant(`${value}T00:00:00Z`) !== undefined,
      defaultMessage: buildMessage((each) => `${each}$property must be a day, YYYY-MM-DD`),
    },
  });
}

/** An object of texts, at most `pairsMax`, each key and value of 1 (a value: 0) to `lengthMax` characters. */
export function IsTextMap(pairsMax: number, lengthMax: number): PropertyDecorator {
  return ValidateBy({
    name: 'isTextMap',
    constraints: [pairsMax, lengthMax],
    validator: {
      validate: (value) => isTextMap(value, pairsMax, lengthMax),
      defaultMessage: buildMessage((each) => `${each}$property must hold at most ${pairsMax} pairs of texts`),
    },
  });
}

/** Null is a value of its own here: it removes what is stored. */
export function IsNullable(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== null, { context: { nullable: true } });
}

function isTextMap(value: unknown, pairsMax: number, lengthMax: number): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const pairs = Object.entries(value);
  const isText = (text: unknown): boolean => typeof text === 'string' && text.length <= lengthMax;
  return pairs.length <= pairsMax && pairs.every(([key, text]) => key !== '' && isText(key) && isText(text));
}
