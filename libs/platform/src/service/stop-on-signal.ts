import type { Logger } from 'pino';

const stopMsMax = 8_000;

/**
 * Under a launcher (it holds an IPC channel) Ctrl-C is the launcher's to handle, because it stops the processes in order; when
 * the launcher is gone, so is the reason to run.
 */
export function stopOnSignal(close: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopMsMax).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  if (process.send) {
    process.on('SIGINT', () => undefined);
    process.on('SIGHUP', () => undefined);
    process.on('disconnect', stop);
  } else {
    process.on('SIGINT', stop);
    process.on('SIGHUP', stop);
  }
}
