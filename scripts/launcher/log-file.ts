import { closeSync, copyFileSync, fstatSync, openSync, readSync, ftruncateSync, writeSync } from 'node:fs';

const bytesMax = 16 * 1024 * 1024;
const checkEveryMs = 10_000;
const tailBytes = 4096;

/**
 * A child's log: the child writes into the file itself, which costs the launcher nothing and outlives it. The launcher only
 * watches the size, and keeps one older file.
 */
export class LogFile {
  /** Opened for appending, so that a truncated file goes on at its new end. */
  readonly descriptor: number;
  private readonly timer: NodeJS.Timeout;
  private startedAt: number;
  private isClosed = false;

  constructor(
    readonly path: string,
    private readonly limitBytes = bytesMax,
  ) {
    this.descriptor = openSync(path, 'a+', 0o600);
    this.startedAt = this.size();
    this.timer = setInterval(() => {
      this.rotateWhenFull();
    }, checkEveryMs);
    this.timer.unref();
  }

  write(text: string): void {
    // A server's last words may arrive after everything has been stopped.
    if (!this.isClosed) writeSync(this.descriptor, text);
  }

  rotateWhenFull(): void {
    if (this.size() < this.limitBytes) return;
    copyFileSync(this.path, `${this.path}.1`);
    ftruncateSync(this.descriptor, 0);
    this.startedAt = 0;
  }

  /** Marks where a run begins, for `tail`. */
  beginRun(): void {
    this.startedAt = this.size();
  }

  /** The last lines that this run has written. */
  tail(): string {
    const size = this.size();
    const from = Math.max(this.startedAt, size - tailBytes);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    readSync(this.descriptor, buffer, 0, buffer.length, from);
    return buffer.toString('utf8').trim();
  }

  close(): void {
    clearInterval(this.timer);
    this.isClosed = true;
    closeSync(this.descriptor);
  }

  private size(): number {
    return fstatSync(this.descriptor).size;
  }
}
