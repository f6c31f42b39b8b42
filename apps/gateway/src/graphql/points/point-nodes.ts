import type { AccountView, EntryView, LotView } from '#contracts/internal/points';
import type { Typed } from '../schema/node.model.js';

export type AccountNode = AccountView & Typed<'PointsAccount'>;
export type LotNode = LotView & Typed<'Lot'>;
export type EntryNode = EntryView & Typed<'LedgerEntry'>;

export function accountNode(account: AccountView): AccountNode {
  return { ...account, __typename: 'PointsAccount' };
}

export function lotNode(lot: LotView): LotNode {
  return { ...lot, __typename: 'Lot' };
}

export function entryNode(entry: EntryView): EntryNode {
  return { ...entry, __typename: 'LedgerEntry' };
}
