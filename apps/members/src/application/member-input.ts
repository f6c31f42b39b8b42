import type { MemberContent } from '#contracts/internal/members';
import type { FieldError } from '#kernel/errors';
import type { GivenIdentifier } from '../domain/identifiers.js';
import { codePattern } from '../domain/status.js';

type Changes = { readonly [Key in keyof MemberContent]: MemberContent[Key] | null };

/** Identifiers of a request, whichever field they came in. */
export function givenIdentifiers({ card, phone, email, externalId, identifiers }: Changes): GivenIdentifier[] {
  const one = (type: string, pointer: string, value: string | null | undefined): GivenIdentifier[] =>
    value === null || value === undefined ? [] : [{ type, value, pointer }];
  return [
    ...one('card', '/card', card),
    ...one('phone', '/phone', phone),
    ...one('email', '/email', email),
    ...one('external', '/externalId', externalId),
    ...(identifiers ?? []).map((each, index) => ({ ...each, pointer: `/identifiers/${index}` })),
  ];
}

/** Adds to `errors` where a purpose or channel is no code, or is named twice. */
export function checkConsents(consents: NonNullable<MemberContent['consents']>, errors: FieldError[]): void {
  const seen = new Set<string>();
  consents.forEach(({ purpose, channel }, index) => {
    const refuse = (field: string, detail: string): void =>
      void errors.push({ pointer: `/consents/${index}${field}`, code: 'invalid_value', detail });
    if (!codePattern.test(purpose)) refuse('/purpose', 'A purpose is a lower-case code.');
    if (channel !== undefined && !codePattern.test(channel)) refuse('/channel', 'A channel is a lower-case code.');
    const place = `${purpose}\n${channel ?? ''}`;
    if (seen.has(place)) refuse('', 'This purpose and channel is given twice.');
    seen.add(place);
  });
}
