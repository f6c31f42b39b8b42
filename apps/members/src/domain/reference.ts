import { isUuid } from '#kernel/ids';
import { isIdentifierType, normaliseIdentifier } from './identifiers.js';
import { tillCodePattern } from './till-code.js';

/** What a member reference asks for. */
export type ParsedReference =
  | { readonly kind: 'id'; readonly memberId: string }
  /** `type:value`, normalised: what the blind index is made over. */
  | { readonly kind: 'identifier'; readonly text: string }
  | { readonly kind: 'code'; readonly code: string };

/** @returns undefined where the text cannot be a reference to anybody */
export function parseReference(reference: string): ParsedReference | undefined {
  const colon = reference.indexOf(':');
  if (colon < 0) {
    const memberId = reference.toLowerCase();
    return isUuid(memberId) ? { kind: 'id', memberId } : undefined;
  }
  const prefix = reference.slice(0, colon);
  const value = reference.slice(colon + 1);
  if (prefix === 'code') {
    const code = value.replace(/\s/g, '');
    return tillCodePattern.test(code) ? { kind: 'code', code } : undefined;
  }
  if (!isIdentifierType(prefix)) return undefined;
  const normalised = normaliseIdentifier(prefix, value);
  return normalised === undefined ? undefined : { kind: 'identifier', text: `${prefix}:${normalised}` };
}
