import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { pointsDatabase } from './points.database.js';

const member = '0195f5a0-0000-7000-8000-000000000001';
const entry = (place: number, account: string, delta: string, after: string): string =>
  `('${member}', '${member}', 'points', 1, ${String(place)}, '${member}', '${account}', ${delta}, ${after},
    '2026-11-21T02:15:00Z', '2026-11-21T02:15:00Z')`;
const insert = (...entries: string[]): string =>
  `INSERT INTO points.ledger_entries (program_id, member_id, wallet, seq, place, posting_id, account, delta, account_after,
                                      occurred_at, recorded_at) VALUES ${entries.join(', ')}`;

describe('the ledger tables', () => {
  let test: TestDatabase;
  let superuser: pg.Client;
  beforeAll(async () => {
    test = await createTestDatabase(pointsDatabase);
    superuser = new pg.Client({ connectionString: test.adminUrl });
    await superuser.connect();
    await test.database.query(insert(entry(0, 'available', '5', '5'), entry(1, 'issued', '-5', 'NULL')));
    await test.database.query(
      `INSERT INTO ledger_transactions (program_id, member_id, wallet, seq, posting_id, kind, source_type, source_id,
                                        source_reference, actor_type, actor_id, occurred_at, recorded_at,
                                        signature, txid)
       VALUES ('${member}', '${member}', 'points', 1, '${member}', 'earn', 'purchase', '${member}', 'S01-1', 'client', 'till',
               '2026-11-21T02:15:00Z', '2026-11-21T02:15:00Z', '\\x00', 1)`,
    );
  });
  afterAll(async () => {
    await superuser.end();
    await test.close();
  });

  describe.each(['ledger_entries', 'ledger_transactions'])('%s', (table) => {
    it.each([
      `UPDATE ${table} SET actor = NULL`.replace('actor', 'occurred_at'),
      `DELETE FROM ${table}`,
      `TRUNCATE ${table}`,
    ])('gives the service no right to %s', async (statement) => {
      await expect(test.database.query(statement)).rejects.toMatchObject({ code: '42501' });
    });

    it.each(['UPDATE points.? SET seq = seq WHERE false', 'DELETE FROM points.?', 'TRUNCATE points.?'])(
      'refuses even a superuser in any replication role: %s',
      async (statement) => {
        await superuser.query('SET session_replication_role = replica');
        await expect(superuser.query(statement.replace('?', table))).rejects.toMatchObject({ code: '23001' });
        await superuser.query('RESET session_replication_role');
      },
    );
  });

  it.each([
    ['do not sum to zero', [entry(2, 'available', '5', '10'), entry(3, 'issued', '-4', 'NULL')], '23514'],
    ['come without their other side', [entry(2, 'available', '5', '10')], '23514'],
    ['have no amount', [entry(2, 'available', 'NULL', '10'), entry(3, 'issued', '-4', 'NULL')], '23502'],
    ['move nothing', [entry(2, 'available', '0', '10')], '23514'],
    ['name no account', [entry(2, 'gifts', '5', 'NULL'), entry(3, 'issued', '-5', 'NULL')], '23514'],
    [
      'leave out the balance of a member',
      [entry(2, 'available', '5', 'NULL'), entry(3, 'issued', '-5', 'NULL')],
      '23514',
    ],
  ])('refuse entries that %s', async (_case, entries, code) => {
    await expect(superuser.query(insert(...entries))).rejects.toMatchObject({ code });
  });
});
