// `npm start`: the whole platform on this machine, until Ctrl-C.
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { greeting } from './launcher/greeting.js';
import { TerminalProgress } from './launcher/progress.js';
import { StartInterruptedError } from './launcher/running-platform.js';
import { parseStartOptions, usage, type StartOptions } from './launcher/start-options.js';
import { startPlatform } from './launcher/start-platform.js';
import { onStopRequest } from './launcher/stop-request.js';

/** What a shell answers for a command that Ctrl-C has ended. */
const interruptedExitCode = 130;
const progress = new TerminalProgress(process.stdout);

async function run(options: StartOptions): Promise<void> {
  const startedAtMs = performance.now();
  const stopRequest = new AbortController();
  onStopRequest({
    first: () => {
      progress.failed();
      progress.phase('Stopping');
      stopRequest.abort();
    },
    // The platform ends its children when the process exits, whatever the reason.
    again: () => process.exit(1),
  });
  const platform = await startPlatform({ ...options, progress, signal: stopRequest.signal });
  const startedInSeconds = (performance.now() - startedAtMs) / 1000;
  process.stdout.write(await greeting({ ...platform, dataDir: options.dataDir, startedInSeconds }));
  await platform.stopped;
  progress.done();
}

try {
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (options) await run(options);
  else process.stdout.write(usage);
  process.exit(0);
} catch (error) {
  if (error instanceof StartInterruptedError) {
    progress.done();
    process.exit(interruptedExitCode);
  }
  progress.failed();
  const text = error instanceof StartRefusedError ? error.describe() : ((error as Error).stack ?? String(error));
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
