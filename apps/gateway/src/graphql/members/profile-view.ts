import type { MemberView } from '#contracts/internal/members';
import type { Profile } from './member.models.js';

export function wholeProfile({ profile, card, externalId }: MemberView): Profile {
  const { attributes, ...plain } = profile;
  return {
    ...plain,
    card,
    externalId,
    attributes: Object.entries(attributes).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  };
}

/** Enough to greet a customer with at the till. */
export function maskedProfile({ profile: { displayName } }: MemberView): Profile {
  const hidden = {
    name: null,
    birthday: null,
    phone: null,
    email: null,
    card: null,
    externalId: null,
    attributes: null,
  };
  return { displayName, ...hidden };
}
