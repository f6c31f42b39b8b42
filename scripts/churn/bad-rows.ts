import { InputError } from './command.js';

const shownMax = 100;

/** Gathers what is wrong with a file, so that one run tells all of it. */
export class BadRows {
  private readonly shown: string[] = [];
  private count = 0;

  constructor(private readonly file: string) {}

  add(line: number, what: string): void {
    this.count++;
    if (this.shown.length < shownMax) this.shown.push(`${this.file}:${line}: ${what}`);
  }

  /** @throws InputError that names each bad row, when there is one */
  assertNone(): void {
    if (this.count === 0) return;
    const more = this.count - this.shown.length;
    throw new InputError(
      [
        ...this.shown,
        ...(more > 0 ? [`… and ${more} more`] : []),
        `${this.count} bad ${this.count === 1 ? 'row' : 'rows'}, nothing was computed.`,
      ].join('\n'),
    );
  }
}
