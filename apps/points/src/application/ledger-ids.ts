import { isUuid } from '#kernel/ids';

/** Where an entry or a lot stands: an id leads to its row by the primary key, without an index of its own. */
export interface LedgerPlace {
  readonly memberId: string;
  readonly wallet: string;
  /** Of the transaction. */
  readonly seq: number;
  /** The entry's number in its transaction, or the lot's id. */
  readonly item: string;
}

export function ledgerId({ memberId, wallet, seq, item }: LedgerPlace): string {
  return `${memberId}.${wallet}.${String(seq)}.${item}`;
}

/** @returns undefined for what cannot be an id */
export function parseLedgerId(id: string): LedgerPlace | undefined {
  const [memberId = '', wallet = '', seq = '', item = '', ...rest] = id.split('.');
  const isItem = /^\d{1,5}$/.test(item) || isUuid(item);
  if (rest.length > 0 || !isUuid(memberId) || !/^\d{1,15}$/.test(seq) || !isItem) return undefined;
  return { memberId, wallet, seq: Number(seq), item };
}
