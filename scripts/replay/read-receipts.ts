import { Readable } from 'node:stream';
import { readKeepsakeCsv } from './keepsake-csv.js';
import { readKeepsakeNdjson } from './keepsake-ndjson.js';
import { readOnlineRetail } from './online-retail.js';
import { openFile } from './open-file.js';
import type { ReceiptFile } from './receipt.js';

export const formats = ['keepsake', 'online-retail'] as const;
export type Format = (typeof formats)[number];

export interface ReadOptions {
  readonly format: Format;
  /** For receipts that name none. */
  readonly currency: string;
}

/** Reads a whole file of receipts: they must be put into time order before the first is posted. */
export async function readReceipts(path: string, { format, currency }: ReadOptions): Promise<ReceiptFile> {
  const source = await openFile(path);
  if (format === 'online-retail') return readOnlineRetail(source, currency);
  const { startsWithBrace, stream } = await peek(source);
  return startsWithBrace ? readKeepsakeNdjson(stream) : readKeepsakeCsv(stream, currency);
}

/** Keepsake's CSV and NDJSON are told apart by the first character. */
async function peek(source: Readable): Promise<{ startsWithBrace: boolean; stream: Readable }> {
  const chunks: AsyncIterator<Buffer, undefined> = source[Symbol.asyncIterator]();
  const head = (await chunks.next()).value ?? Buffer.alloc(0);
  const stream = Readable.from(
    (async function* () {
      yield head;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    })(),
  );
  return {
    startsWithBrace: head
      .toString()
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('{'),
    stream,
  };
}
