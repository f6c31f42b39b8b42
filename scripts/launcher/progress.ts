/** What a person sees while the platform starts: one line a phase. */
export interface Progress {
  /** A phase begins; the one before it has ended well. */
  phase(name: string): void;
  /** How far the phase is, for those who watch. */
  update(detail: string): void;
  /** The phase has ended well. */
  done(): void;
  /** The phase was cut off. */
  failed(): void;
  /** Something that a person should know, at any time. */
  note(text: string): void;
}

const nothing = (): void => undefined;
export const silentProgress: Progress = {
  phase: nothing,
  update: nothing,
  done: nothing,
  failed: nothing,
  note: nothing,
};

const redrawEveryMs = 100;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const toLineStart = '\r\u001b[2K';
const nameWidth = 24;
const columnsUsual = 80;

/** Writes finished phases as lines; on a terminal the current one moves, elsewhere nothing is written twice. */
export class TerminalProgress implements Progress {
  private current?: { readonly name: string; readonly startedAtMs: number; detail: string };
  private timer?: NodeJS.Timeout;
  private frame = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  phase(name: string): void {
    this.done();
    this.current = { name, startedAtMs: performance.now(), detail: '' };
    if (!this.out.isTTY) return;
    this.draw();
    this.timer = setInterval(() => {
      this.draw();
    }, redrawEveryMs);
    this.timer.unref();
  }

  update(detail: string): void {
    if (this.current) this.current.detail = detail;
  }

  done(): void {
    this.end('✓');
  }

  failed(): void {
    this.end('✗');
  }

  note(text: string): void {
    this.out.write(`${this.clearing()}  · ${text}\n`);
  }

  private end(sign: string): void {
    clearInterval(this.timer);
    if (this.current) this.out.write(`${this.clearing()}  ${sign} ${this.line()}\n`);
    this.current = undefined;
  }

  private draw(): void {
    this.frame = (this.frame + 1) % frames.length;
    const text = `  ${frames[this.frame] ?? ''} ${this.line()}`;
    // A terminal that does not know its width says 0. A line that wraps could not be drawn over.
    this.out.write(toLineStart + text.slice(0, this.out.columns || columnsUsual));
  }

  private clearing(): string {
    return this.out.isTTY ? toLineStart : '';
  }

  private line(): string {
    const { name, startedAtMs, detail } = this.current ?? { name: '', startedAtMs: 0, detail: '' };
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1).padStart(5);
    return `${name.padEnd(nameWidth)} ${seconds} s${detail && `  ${detail}`}`;
  }
}
