import type { ReadPage } from '../ports/ledger-rows.js';

/** Rows one by one; the next page is on its way while this one is looked at. */
export class RowStream<Row> {
  private page: readonly Row[] = [];
  private place = 0;
  private coming: Promise<readonly Row[]>;

  private constructor(private readonly read: ReadPage<Row>) {
    this.coming = this.ask();
  }

  static async open<Row>(read: ReadPage<Row>): Promise<RowStream<Row>> {
    const stream = new RowStream(read);
    await stream.turn();
    return stream;
  }

  /** Undefined after the last. */
  get current(): Row | undefined {
    return this.page[this.place];
  }

  /** @returns something to wait for at the end of a page, and only there: a promise a row would cost more than the row */
  advance(): Promise<void> | undefined {
    this.place += 1;
    return this.place < this.page.length ? undefined : this.turn();
  }

  private async turn(): Promise<void> {
    this.page = await this.coming;
    this.place = 0;
    if (this.page.length > 0) this.coming = this.ask();
  }

  private ask(): Promise<readonly Row[]> {
    const coming = this.read();
    coming.catch(() => undefined); // thrown where it is awaited
    return coming;
  }
}
