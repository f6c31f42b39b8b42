interface StopHandlers {
  readonly first: () => void;
  /** Asked once more: whoever asks does not want to wait. */
  readonly again: () => void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes on a Ctrl-C that the terminal has already given to the whole group: it arrives twice at once. */
const sameRequestMs = 500;
const parentCheckEveryMs = 1000;

/** Calls `first` on Ctrl-C, SIGTERM, a closed terminal, or when the npm that started us is gone; `again` on the next request. */
export function onStopRequest({ first, again }: StopHandlers): void {
  let requestedAtMs: number | undefined;
  const request = (): void => {
    if (requestedAtMs === undefined) {
      requestedAtMs = performance.now();
      first();
    } else if (performance.now() - requestedAtMs > sameRequestMs) {
      again();
    }
  };
  for (const signal of signals) process.on(signal, request);
  // A closed terminal takes its output with it; writing to it must not end us before the children are stopped.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  if (process.env['npm_lifecycle_event']) stopWithParent(first);
}

/** An npm that was killed can pass nothing on. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentCheckEveryMs);
  timer.unref();
}
