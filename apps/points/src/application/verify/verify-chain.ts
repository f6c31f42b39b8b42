import { chainStart, linkOf } from '../../domain/ledger-chain.js';
import type { LedgerKey } from '../../domain/ledger-key.js';
import type { WrongRow } from '../../domain/verify/stored-rows.js';
import type { ChainHead } from '../ports/heads-journal.js';
import type { LedgerSnapshot, StoredLink, StoredPosting } from '../ports/ledger-rows.js';
import { RowStream } from './row-stream.js';

/** How far the chain goes, and what it does not cover yet. */
export interface Coverage {
  readonly links: number;
  /** The last posting that is covered, with when it was recorded. */
  readonly last: { readonly postingId: string; readonly recordedAtMs: number } | undefined;
  readonly uncovered: number;
  /** When the first posting that is not covered was recorded. */
  readonly uncoveredSinceMs: number | undefined;
}

/** Links every signature again, in the order in which they were linked. */
export class VerifyChain {
  private previous: Pick<StoredLink, 'number' | 'fromTxid' | 'toTxid' | 'link'> = {
    number: 0,
    fromTxid: 0,
    toTxid: 0,
    link: chainStart,
  };
  private last: StoredPosting | undefined;
  private uncovered = 0;
  private uncoveredSinceMs: number | undefined;

  constructor(
    private readonly snapshot: LedgerSnapshot,
    private readonly key: LedgerKey,
    /** Written outside the database; by the number of their link. */
    private readonly heads: ReadonlyMap<number, ChainHead>,
  ) {}

  get coverage(): Coverage {
    const { last, uncovered, uncoveredSinceMs } = this;
    return { links: this.previous.number, last, uncovered, uncoveredSinceMs };
  }

  async execute(): Promise<WrongRow | undefined> {
    const links = await RowStream.open(this.snapshot.links);
    const postings = await RowStream.open(this.snapshot.postings);
    for (let link = links.current; link; link = links.current) {
      const wrong = this.wrongPlace(link) ?? (await this.wrongContent(link, postings));
      if (wrong) return wrong;
      this.previous = link;
      await links.advance();
    }
    const beyond = [...this.heads.keys()].find((number) => number > this.previous.number);
    if (beyond !== undefined)
      return missingLink(this.previous.number + 1, `its head was written outside up to number ${beyond}`);
    return this.rest(postings);
  }

  private wrongPlace({ number, fromTxid, toTxid, link }: StoredLink): WrongRow | undefined {
    const { previous } = this;
    if (number !== previous.number + 1) return missingLink(previous.number + 1, 'nothing');
    const goesOn = fromTxid === previous.fromTxid && toTxid === previous.toTxid;
    if (!goesOn && fromTxid !== previous.toTxid) {
      return wrongLink(number, `from_txid ${previous.toTxid}`, `from_txid ${fromTxid}`);
    }
    const head = this.heads.get(number);
    return head && head.link !== link
      ? wrongLink(number, `link ${head.link}, its head outside`, `link ${link}`)
      : undefined;
  }

  private async wrongContent(link: StoredLink, stream: RowStream<StoredPosting>): Promise<WrongRow | undefined> {
    const rows: StoredPosting[] = [];
    while (rows.length < link.postingIds.length && stream.current && stream.current.txid < link.toTxid) {
      rows.push(stream.current);
      const page = stream.advance();
      if (page) await page;
    }
    const computed = linkOf(this.previous.link, { ...link, postings: rows }, this.key);
    const differing = link.postingIds.findIndex((postingId, index) => postingId !== rows[index]?.postingId);
    this.last = rows.at(-1);
    if (computed === link.link) {
      return differing < 0 ? undefined : wrongLink(link.number, 'the posting_ids that it links', 'others');
    }
    if (differing < 0) return wrongLink(link.number, `link ${computed}`, `link ${link.link}`);
    return wrongPosting(link, { expected: link.postingIds[differing] ?? '', row: rows[differing] });
  }

  /** Whatever is left was committed after the last link. */
  private async rest(stream: RowStream<StoredPosting>): Promise<WrongRow | undefined> {
    for (let row = stream.current; row; row = stream.current) {
      if (row.txid < this.previous.toTxid) return unlinked(row, this.previous.number);
      this.uncovered += 1;
      this.uncoveredSinceMs ??= row.recordedAtMs;
      const page = stream.advance();
      if (page) await page;
    }
    return undefined;
  }
}

function wrongPosting(
  link: StoredLink,
  { expected, row }: { expected: string; row: StoredPosting | undefined },
): WrongRow {
  if (row && !link.postingIds.includes(row.postingId)) return unlinked(row, link.number);
  return {
    table: 'ledger_transactions',
    key: { posting_id: expected },
    expected: `the row that link ${link.number} covers`,
    found: 'nothing',
  };
}

function unlinked({ postingId }: StoredPosting, number: number): WrongRow {
  return {
    table: 'ledger_transactions',
    key: { posting_id: postingId },
    expected: `a place in the chain, as everything of its time has (up to link ${number})`,
    found: 'a row that came in behind it',
  };
}

function missingLink(number: number, found: string): WrongRow {
  return { table: 'ledger_links', key: { number }, expected: 'the row', found };
}

function wrongLink(number: number, expected: string, found: string): WrongRow {
  return { table: 'ledger_links', key: { number }, expected, found };
}
