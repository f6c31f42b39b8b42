import { isUuid } from '#kernel/ids';

/** Where an id leads. */
export type NodeAddress =
  | { readonly kind: 'uuid' | 'ledger' }
  | { readonly kind: 'churn' | 'tier' | 'entitlement'; readonly memberId: string }
  | { readonly kind: 'account'; readonly memberId: string; readonly wallet: string };

const churnPrefix = 'churn-';
const nameLengthMax = 64;
const namePattern = /^[\w-]{1,64}$/;
const ledgerPattern = /^[\w-]{1,64}\.\d{1,15}\.[\da-f-]{1,36}$/;

/**
 * Reads an id by its form: a UUID (member, purchase, granted benefit, coupon), churn-<member>, <wallet>:<member>,
 * <member>:<benefit code> (a benefit that is not held), <member>.<ladder>, <member>.<wallet>.<posting>.<entry or lot>.
 */
export function nodeAddress(id: string): NodeAddress | undefined {
  if (isUuid(id)) return { kind: 'uuid' };
  if (id.startsWith(churnPrefix)) {
    const memberId = id.slice(churnPrefix.length);
    return isUuid(memberId) ? { kind: 'churn', memberId } : undefined;
  }
  const colon = id.indexOf(':');
  if (colon > 0) {
    const [before, after] = [id.slice(0, colon), id.slice(colon + 1)];
    if (isUuid(before) && after.length <= nameLengthMax) return { kind: 'entitlement', memberId: before };
    return isUuid(after) && namePattern.test(before) ? { kind: 'account', memberId: after, wallet: before } : undefined;
  }
  const dot = id.indexOf('.');
  const [memberId, rest] = [id.slice(0, dot), id.slice(dot + 1)];
  if (!isUuid(memberId)) return undefined;
  if (ledgerPattern.test(rest)) return { kind: 'ledger' };
  return namePattern.test(rest) ? { kind: 'tier', memberId } : undefined;
}
