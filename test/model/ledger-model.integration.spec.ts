import fc from 'fast-check';
import { verifyLedger } from '../../apps/points/src/application/verify/verify-ledger.js';
import { PgLedgerRows } from '../../apps/points/src/database/pg-ledger-rows.js';
import { ledgerKey, LedgerUnderTest } from './ledger-under-test.js';
import { histories } from './operations.js';
import { playHistory } from './play-history.js';
import type { Played } from './side-by-side.js';

const timeoutMs = 120_000;

describe('the ledger and a plain model of it', () => {
  let ledger: LedgerUnderTest;

  beforeAll(async () => {
    ledger = await LedgerUnderTest.create();
  }, timeoutMs);
  afterAll(() => ledger.close());

  // The long run is `npm run test:model`.
  it(
    'agree after every step, whatever is done',
    async () => {
      const played: Played = { operations: 0, refused: 0, byKind: new Map() };
      await fc.assert(
        fc.asyncProperty(histories({ steps: 8, operations: 30 }), (history) => playHistory(ledger, history, played)),
        { numRuns: 8, seed: 20_261_121, endOnFailure: true },
      );
      expect(played.operations).toBeGreaterThan(200);
      // The command that operators use sees nothing wrong either.
      const { wrong } = await verifyLedger(new PgLedgerRows(ledger.test.database), {
        secret: ledgerKey,
        heads: new Map(),
      });
      expect(wrong).toBeUndefined();
    },
    timeoutMs,
  );
});
