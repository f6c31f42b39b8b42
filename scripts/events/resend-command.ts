import cliProgress from 'cli-progress';
import { OutboxReader } from '#platform/events/outbox-reader';
import { resend } from '#platform/events/resend';
import { findPlatform, withDatabase, withQueues } from './connections.js';
import type { ResendOptions } from './options.js';

/** Sends events again along every route, with a progress bar each. */
export async function resendCommand({ since, routes }: ResendOptions): Promise<void> {
  const platform = await findPlatform(process.env);
  await withQueues(platform, async (queues) => {
    for (const { source, consumers } of routes) {
      await withDatabase(platform, source, async (database) => {
        const outbox = new OutboxReader(database, source);
        const total = await outbox.countSince(since);
        const label = `${source} → ${consumers.join(', ')}`;
        const bar = new cliProgress.SingleBar({ format: `${label} {bar} {value}/{total} events`, hideCursor: true });
        if (process.stderr.isTTY) bar.start(total, 0);
        const onProgress = (sent: number): void => {
          bar.update(sent);
        };
        const onWaiting = (consumer: string): void => {
          process.stderr.write(`\n${consumer} has enough to do; waiting for it.\n`);
        };
        const sent = await resend({ source, outbox, queues, consumers, since, onProgress, onWaiting });
        bar.stop();
        process.stdout.write(`${label}: ${String(sent)} events sent again.\n`);
      });
    }
  });
}
