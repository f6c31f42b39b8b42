import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

const linkedWithinMs = 180_000;
const lookEveryMs = 500;

/** The points service links what was posted by itself, some seconds behind: until then it has work that nobody asked for. */
export async function waitUntilLinked(client: Client, signal: AbortSignal): Promise<void> {
  const startedAtMs = performance.now();
  for (;;) {
    const { rows } = await client.query<{ linked: boolean | null }>(
      'SELECT max(to_txid) > (SELECT max(txid) FROM ledger_transactions) AS linked FROM ledger_links',
    );
    if (rows[0]?.linked) return;
    if (performance.now() - startedAtMs > linkedWithinMs) throw new Error('The chain does not come to its end.');
    await pause(lookEveryMs, undefined, { signal });
  }
}
