import type { Connection, Submittable } from 'pg';
import { BinaryRow } from './binary-row.js';

/** `PGCOPY\n\377\r\n\0`, flags, the length of an extension; it stands before the first row, in the same message. */
const headBytes = 19;
/** In the place of a row's number of columns. */
const endMark = -1;

/** What a COPY gives, page by page: the server waits while nobody takes a page. What pg asks of a query that it sends for somebody else. */
export class CopyOut<Row> implements Submittable {
  private rows: Row[] = [];
  private readonly row = new BinaryRow();
  private hasBegun = false;
  private hasEnded = false;
  private error?: Error;
  private connection?: Connection;
  private wake?: () => void;

  constructor(
    private readonly sql: string,
    private readonly decode: (row: BinaryRow) => Row,
    private readonly pageMax: number,
  ) {}

  /** An empty page is the end. */
  async next(): Promise<readonly Row[]> {
    while (this.rows.length < this.pageMax && !this.hasEnded) {
      this.connection?.stream.resume();
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.error) throw this.error;
    const page = this.rows;
    this.rows = [];
    this.connection?.stream.resume();
    return page;
  }

  submit(connection: Connection): void {
    this.connection = connection;
    this.connection.query(`COPY (${this.sql}) TO STDOUT (FORMAT binary)`);
  }

  /** Decoded at once: the bytes are the driver's, and change. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    const at = this.hasBegun ? 0 : headBytes;
    this.hasBegun = true;
    if (this.error || chunk.length <= at || chunk.readInt16BE(at) === endMark) return;
    this.row.start(chunk, at + 2);
    try {
      this.rows.push(this.decode(this.row));
    } catch (error) {
      this.error = error as Error;
    }
    if (this.rows.length < this.pageMax) return;
    this.connection?.stream.pause();
    this.wake?.();
  }

  handleCommandComplete(): void {
    // The answer that counts is that the connection is ready again.
  }

  handleError(error: Error): void {
    this.error ??= error;
    this.end();
  }

  handleReadyForQuery(): void {
    this.end();
  }

  private end(): void {
    this.hasEnded = true;
    this.wake?.();
  }
}
