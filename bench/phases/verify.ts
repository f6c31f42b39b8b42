import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Bed } from '../bed.js';
import { postOne } from '../bed.js';
import { runVerify } from '../ledger/run-verify.js';
import { storeHistories } from '../ledger/store-histories.js';
import { waitUntilLinked } from '../ledger/wait-until-linked.js';
import { apply, letTamper, tamperings, type LastPosting } from '../ledger/tampering.js';

export interface VerifyFigures {
  readonly entries: number;
  readonly seconds: number;
  /** Null where the system does not tell. */
  readonly peakMb: number | null;
}

const entriesMin = 1_000_000;

/** `npm run ledger:verify` over a ledger of a million entries, as it is and with what a superuser has changed near its end. */
export async function measureVerify(
  { platform, api, members, dataDir, signal }: Bed,
  onProgress: (share: string) => void,
): Promise<VerifyFigures> {
  await postOne(api, 'VERIFY', members[0]?.card ?? '');
  const { databaseUrl } = platform.credentials;
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=points' });
  await client.connect();
  try {
    const stored = await storeHistories({
      databaseUrl,
      ledgerKey: await ledgerKeyOf(dataDir),
      programId: await programOf(client),
      entries: entriesMin,
      signal,
      onProgress: (entries) => onProgress(`${entries.toLocaleString('en')} entries`),
    });
    onProgress('until the chain covers them');
    await waitUntilLinked(client, signal);
    onProgress('as it is');
    const { exitCode, output, seconds, peakMb } = await runVerify(dataDir, signal);
    if (exitCode !== 0) throw new Error(`The ledger was found wrong as it was:\n${output}`);
    const last = await lastPosting(client);
    await letTamper(client);
    for (const { name, plant, undo, named } of tamperings) {
      onProgress(name);
      await apply(client, plant(last));
      const found = await runVerify(dataDir, signal);
      await apply(client, undo(last));
      const { table, seq } = named(last);
      const isNamed = [`WRONG: ${table},`, `member_id = ${last.memberId},`, `seq = ${seq}`].every((part) =>
        found.output.includes(part),
      );
      if (found.exitCode !== 1 || !isNamed) throw new Error(`${name} was not found:\n${found.output}`);
    }
    return { entries: stored, seconds, peakMb };
  } finally {
    await client.end();
  }
}

async function ledgerKeyOf(dataDir: string): Promise<string> {
  const { keys } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as {
    keys: Record<string, string>;
  };
  return keys['KEEPSAKE_LEDGER_KEY'] ?? '';
}

async function programOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ programId: string }>('SELECT program_id AS "programId" FROM wallets LIMIT 1');
  return rows[0]?.programId ?? '';
}

async function lastPosting(client: Client): Promise<LastPosting> {
  const { rows } = await client.query<{ memberId: string; seq: string }>(
    `SELECT member_id AS "memberId", seq FROM wallets ORDER BY program_id DESC, member_id DESC LIMIT 1`,
  );
  const [row] = rows;
  if (!row) throw new Error('There is a ledger.');
  return { memberId: row.memberId, seq: Number(row.seq) };
}
