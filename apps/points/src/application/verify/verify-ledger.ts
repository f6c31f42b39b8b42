import { LedgerKey } from '../../domain/ledger-key.js';
import type { WrongRow } from '../../domain/verify/stored-rows.js';
import type { ChainHead } from '../ports/heads-journal.js';
import type { LedgerRows, LedgerSnapshot } from '../ports/ledger-rows.js';
import { type Coverage, VerifyChain } from './verify-chain.js';
import { VerifyWallets } from './verify-wallets.js';

export interface Verification {
  /** The first row that is not what it must be; undefined where all are. */
  readonly wrong: WrongRow | undefined;
  readonly entries: number;
  /** Undefined where a wallet was wrong: the chain was not looked at. */
  readonly coverage: Coverage | undefined;
}

interface Question {
  /** KEEPSAKE_LEDGER_KEY. */
  readonly secret: string;
  /** Only this programme's members; the chain is always looked at whole. */
  readonly programId?: string;
  readonly heads: ReadonlyMap<number, ChainHead>;
  readonly onStart?: (entriesAbout: number) => void;
  readonly onProgress?: (entriesDone: number) => void;
}

/**
 * Derives everything again from the entries, in one snapshot: wallets, lots, holds and signatures member by member, what holds
 * between members, and the chain. All at once, as the server reads beside; of what is wrong, the first in this order is told.
 */
export function verifyLedger(rows: LedgerRows, question: Question): Promise<Verification> {
  return rows.read(question.programId, async (snapshot) => {
    question.onStart?.(snapshot.entriesAbout);
    const key = new LedgerKey(question.secret);
    const wallets = new VerifyWallets(snapshot, key, question.onProgress ?? (() => undefined));
    const chain = new VerifyChain(snapshot, key, question.heads);
    const [documents, links] = [begun(wrongDocument(snapshot)), begun(chain.execute())];
    const wrong =
      (await wallets.execute()) ?? (await wrongTransfer(snapshot, wallets.transferred)) ?? (await documents);
    if (wrong) return { wrong, entries: wallets.entriesDone, coverage: undefined };
    const wrongLink = await links;
    return { wrong: wrongLink, entries: wallets.entriesDone, coverage: chain.coverage };
  });
}

/** What fails before anybody waits for it is thrown when somebody does, if ever. */
function begun<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined);
  return work;
}

async function wrongTransfer(
  snapshot: LedgerSnapshot,
  transferred: ReadonlyMap<string, number>,
): Promise<WrongRow | undefined> {
  for (const [programId, total] of transferred) {
    if (total === 0) continue;
    const transfer = await snapshot.unbalancedTransfer(programId);
    return {
      table: 'ledger_entries',
      key: { program_id: programId, account: 'transferred', source_id: transfer?.sourceId ?? '' },
      expected: 'what one member gives is what the other gets: sum 0',
      found: `sum ${transfer?.sum ?? total}`,
    };
  }
  return undefined;
}

/** Receipts that have earned twice, and purchases of which too much came back. */
async function wrongDocument(snapshot: LedgerSnapshot): Promise<WrongRow | undefined> {
  const earning = await snapshot.repeatedEarning();
  if (earning) {
    return {
      table: 'ledger_transactions',
      key: { program_id: earning.programId, source_reference: earning.reference },
      expected: 'a receipt that earns once',
      found: `${earning.times} times`,
    };
  }
  const returned = await snapshot.overReturned();
  return (
    returned && {
      table: 'purchases',
      key: { program_id: returned.programId, purchase_id: returned.purchaseId, line: returned.line },
      expected: 'returns of at most what was sold',
      found: 'more',
    }
  );
}
