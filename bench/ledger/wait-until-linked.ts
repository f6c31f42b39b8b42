import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

const linkedWithinMs = 180_000;
const lookEveryMs = 500;

/** The points service links what was posted by itself, some seconds behind: until then it has work that nobody asked for. */
export async function waitUntilLinked(client: Client, signal: AbortSignal): Promise<void> {
  const posted = await client.query<{ last: string | null }>('SELECT max(txid) AS last FROM ledger_transactions');
  const startedAtMs = performance.now();
  for (;;) {
    const { rows } = await client.query<{ linked: boolean | null }>(
      'SELECT max(to_txid) > $1::bigint AS linked FROM ledger_links',
      [posted.rows[0]?.last ?? 0],
    );
    if (rows[0]?.linked) return;
    if (performance.now() - startedAtMs > linkedWithinMs) throw new Error('The chain does not come to its end.');
    await pause(lookEveryMs, undefined, { signal });
  }
}
