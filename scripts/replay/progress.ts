import { Presets, SingleBar } from 'cli-progress';

const PLAIN_LINE_EVERY_MS = 2_000;

/** How far the work is: a bar for a person at a terminal, an occasional line for a log. */
export class Progress {
  private readonly bar?: SingleBar;
  private readonly startedAtMs = performance.now();
  private lastLineAtMs = performance.now();

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly output: NodeJS.WriteStream,
  ) {
    if (!output.isTTY || total === 0) return;
    const format = `${what} {bar} {percentage}% | {value}/{total} | {perSecond}/s | {eta_formatted} left`;
    this.bar = new SingleBar({ format, stream: output, hideCursor: true }, Presets.shades_classic);
    this.bar.start(total, 0, { perSecond: '…' });
  }

  update(done: number): void {
    const perSecond = Math.round(done / ((performance.now() - this.startedAtMs) / 1_000));
    this.bar?.update(done, { perSecond });
    if (this.bar || performance.now() - this.lastLineAtMs < PLAIN_LINE_EVERY_MS) return;
    this.lastLineAtMs = performance.now();
    this.output.write(`${this.what} ${done}/${this.total} (${perSecond}/s)\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}
