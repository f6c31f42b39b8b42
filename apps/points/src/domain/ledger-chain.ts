import type { LedgerKey } from './ledger-key.js';

/** A ledger transaction as the chain takes it. */
export interface SignedPosting {
  readonly postingId: string;
  /** Hexadecimal. */
  readonly signature: string;
}

/** What a link says of its place, and what it covers. */
export interface LinkContent {
  /** From 1, without gaps. */
  readonly number: number;
  /** Database transactions from here… */
  readonly fromTxid: number;
  /** …to before here. */
  readonly toTxid: number;
  readonly postings: readonly SignedPosting[];
}

/** What the first link follows. */
export const chainStart = '00'.repeat(32);

/**
 * A link commits to everything before it and to what it covers, in order: a posting that is changed, removed, added or moved later
 * makes another link.
 *
 * @param previous the link before, hexadecimal
 * @returns HMAC-SHA256 under the ledger's key, hexadecimal
 */
export function linkOf(previous: string, content: LinkContent, key: LedgerKey): string {
  const { number, fromTxid, toTxid, postings } = content;
  const covered = postings.map(({ postingId, signature }) => postingId.replaceAll('-', '') + signature).join('');
  const place = JSON.stringify(['link-v1', previous, number, fromTxid, toTxid, postings.length]);
  return key.sign(Buffer.concat([Buffer.from(place), Buffer.from(covered, 'hex')]));
}
