import { Redrive } from '#platform/events/redrive';
import { SystemClock } from '#platform/service/system-clock';
import { findPlatform, withDatabase } from './events/connections.js';
import { parseRedrive, type RedriveOptions, usages } from './events/options.js';
import { runCommand } from './events/run-command.js';

await runCommand(usages.redrive, parseRedrive, redrive);

async function redrive({ consumer, eventId, skip }: RedriveOptions): Promise<void> {
  const platform = await findPlatform(process.env);
  await withDatabase(platform, consumer, async (database) => {
    let settled = 0;
    for await (const result of new Redrive(database, new SystemClock()).run({ eventId, skip })) {
      process.stdout.write(`${result.eventId} ${result.type ?? 'unreadable job'}: ${describe(result.outcome)}\n`);
      settled += 1;
    }
    if (settled === 0)
      process.stdout.write(eventId ? 'There is no such dead letter.\n' : 'There are no dead letters.\n');
  });
}

function describe(outcome: 'redriven' | 'skipped' | 'unreadable'): string {
  return outcome === 'unreadable' ? 'can only be skipped (--skip); what it held is pulled again' : outcome;
}
