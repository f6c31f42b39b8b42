import type { FieldError } from '#kernel/errors';

/** How a member can be found, besides the id. One of the first four at most; any number of the others, one a source. */
export const identifierTypes = [
  'card',
  'phone',
  'email',
  'external',
  'wechat',
  'wechat_openid',
  'wechat_unionid',
  'alipay',
] as const;
export type IdentifierType = (typeof identifierTypes)[number];

/** Types of which a member has one: a new one takes the old one's place. */
const singleTypes: ReadonlySet<string> = new Set<IdentifierType>(['card', 'phone', 'email', 'external']);

export interface Identifier {
  readonly type: IdentifierType;
  /** Tells apart what is unique only within something, for instance an openid within an app. */
  readonly source: string | null;
  /** Normalised: what is shown and what is looked up. */
  readonly value: string;
}

export interface GivenIdentifier {
  readonly type: string;
  readonly source?: string;
  readonly value: string;
  readonly pointer: string;
}

const valueLengthMax = 256;
const phonePattern = /^\+[1-9]\d{6,14}$/;
const emailPattern = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;
const sourcePattern = /^[A-Za-z0-9_.-]{1,64}$/;

const normalisers: Readonly<Record<IdentifierType, (value: string) => string | undefined>> = {
  card: trimmed,
  phone: normalisePhone,
  email: normaliseEmail,
  external: trimmed,
  wechat: trimmed,
  wechat_openid: trimmed,
  wechat_unionid: trimmed,
  alipay: trimmed,
};

const shapes: Readonly<Partial<Record<IdentifierType, string>>> = {
  phone: 'A phone number starts with + and its country code (E.164).',
  email: 'Not an e-mail address.',
};

export function isIdentifierType(text: string): text is IdentifierType {
  return (identifierTypes as readonly string[]).includes(text);
}

/** @returns undefined where the value cannot be one of this type */
export function normaliseIdentifier(type: IdentifierType, value: string): string | undefined {
  return normalisers[type](value);
}

/** Reads identifiers as given; adds what is wrong to `errors`. Two different values for one place are wrong, too. */
export function readIdentifiers(given: readonly GivenIdentifier[], errors: FieldError[]): Identifier[] {
  const byPlace = new Map<string, Identifier>();
  const refuse = (pointer: string, detail: string): void =>
    void errors.push({ pointer, code: 'invalid_value', detail });
  for (const { type, source, value, pointer } of given) {
    if (!isIdentifierType(type)) {
      refuse(pointer, `An identifier's type is one of ${identifierTypes.join(', ')}.`);
      continue;
    }
    const normalised = normaliseIdentifier(type, value);
    if (normalised === undefined) {
      refuse(pointer, shapes[type] ?? 'An identifier has 1 to 256 characters.');
      continue;
    }
    if (source !== undefined && (singleTypes.has(type) || !sourcePattern.test(source))) {
      refuse(
        pointer,
        'A source is 1 to 64 letters, digits, dots, dashes or underscores, and not for card, phone, email or external.',
      );
      continue;
    }
    const identifier: Identifier = { type, source: source ?? null, value: normalised };
    const known = byPlace.get(placeOf(identifier));
    if (known && known.value !== normalised) refuse(pointer, `Two values are given for ${type}.`);
    byPlace.set(placeOf(identifier), identifier);
  }
  return [...byPlace.values()];
}

/** Where a member keeps it: a new value takes the place of the old one. */
export function placeOf({ type, source }: Pick<Identifier, 'type' | 'source'>): string {
  return source === null ? type : `${type}:${source}`;
}

/** What the look-up is keyed by; the same text is a member reference. */
export function referenceOf({ type, source, value }: Identifier): string {
  return source === null ? `${type}:${value}` : `${type}:${source}/${value}`;
}

function trimmed(value: string): string | undefined {
  const text = value.trim();
  return text.length > 0 && text.length <= valueLengthMax ? text : undefined;
}

/** Spaces, dashes, dots and brackets are how people write; 00 is how some dial +. */
function normalisePhone(value: string): string | undefined {
  const digits = value.replace(/[\s().-]/g, '').replace(/^00/, '+');
  return phonePattern.test(digits) ? digits : undefined;
}

function normaliseEmail(value: string): string | undefined {
  const address = value.trim().toLowerCase();
  return address.length <= valueLengthMax && emailPattern.test(address) ? address : undefined;
}
