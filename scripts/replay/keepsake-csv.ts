import type { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { channels } from '#contracts/public/channels';
import type { Channel } from '#contracts/public/channels';
import { naturalIdLengthMax } from '#contracts/public/limits';
import type { PurchaseItemDto } from '#contracts/public/purchase.dto';
import { csvRows } from './csv-rows.js';
import type { CsvRow } from './csv-rows.js';
import { toInteger } from './decimal.js';
import { ReceiptBuilder } from './receipt-builder.js';
import type { ReceiptHead } from './receipt-builder.js';
import { RowError } from './receipt.js';
import type { ReceiptFile } from './receipt.js';

const HEAD_COLUMNS = ['occurredAt', 'member', 'storeId', 'tillId', 'channel', 'currency'] as const;
const COLUMNS = {
  required: ['transactionId', 'occurredAt', 'sku', 'quantity', 'unitPriceMinor'],
  optional: [
    'member',
    'storeId',
    'tillId',
    'channel',
    'currency',
    'name',
    'category',
    'kind',
    'discountMinor',
    'lineTotalMinor',
  ],
  othersAllowed: false,
};
const LINE_KINDS: readonly string[] = ['product', 'service', 'fee', 'gift_card'] satisfies PurchaseItemDto['kind'][];

/**
 * Reads Keepsake's own CSV, described in docs/replay.md: one line a receipt line, lines of one transactionId make a receipt.
 *
 * @param currencyDefault for lines that name none
 */
export async function readKeepsakeCsv(source: Readable, currencyDefault: string): Promise<ReceiptFile> {
  const builder = new ReceiptBuilder();
  for await (const row of csvRows(source, COLUMNS)) {
    const transactionId = row.get('transactionId');
    try {
      row.assertWidth();
      const head = readHead(row, currencyDefault);
      const item = readItem(row);
      assertSameHead(head, builder.headOf(transactionId));
      builder.add(head, item, row.line);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      builder.reject({ line: row.line, column: error.column, message: error.message }, transactionId);
    }
  }
  return builder.finish();
}

function readHead(row: CsvRow, currencyDefault: string): ReceiptHead {
  const transactionId = row.get('transactionId');
  if (transactionId === '') throw new RowError('is empty', 'transactionId');
  if (transactionId.length > naturalIdLengthMax) {
    throw new RowError(`is longer than ${naturalIdLengthMax} characters`, 'transactionId');
  }
  const occurredAt = row.get('occurredAt');
  if (!isInstant(occurredAt))
    throw new RowError('must be RFC 3339 with a zone, such as 2026-11-21T10:15:00+08:00', 'occurredAt');
  const channel = row.get('channel');
  if (channel !== '' && !isChannel(channel)) throw new RowError(`must be one of ${channels.join(', ')}`, 'channel');
  return {
    transactionId,
    occurredAt,
    currency: row.get('currency') || currencyDefault,
    ...given('member', row.get('member')),
    ...given('storeId', row.get('storeId')),
    ...given('tillId', row.get('tillId')),
    ...(isChannel(channel) && { channel }),
  };
}

function readItem(row: CsvRow): Omit<PurchaseItemDto, 'line'> {
  const sku = row.get('sku');
  if (sku === '') throw new RowError('is empty', 'sku');
  const quantity = /^\d+(\.\d{1,3})?$/.test(row.get('quantity')) ? Number(row.get('quantity')) : 0;
  if (quantity <= 0) throw new RowError('must be above zero with at most 3 decimals', 'quantity');
  const lineTotalMinor = readOptionalMinor(row, 'lineTotalMinor');
  if (!Number.isInteger(quantity) && lineTotalMinor === undefined) {
    throw new RowError('is needed where the quantity is a fraction', 'lineTotalMinor');
  }
  const discountMinor = readOptionalMinor(row, 'discountMinor');
  const kind = row.get('kind');
  if (kind !== '' && !isLineKind(kind)) throw new RowError(`must be one of ${LINE_KINDS.join(', ')}`, 'kind');
  return {
    sku,
    ...given('name', row.get('name')),
    ...given('category', row.get('category')),
    quantity,
    unitPriceMinor: readMinor(row, 'unitPriceMinor'),
    ...(discountMinor !== undefined && { discountMinor }),
    ...(lineTotalMinor !== undefined && { lineTotalMinor }),
    ...(isLineKind(kind) && { kind }),
  };
}

function readMinor(row: CsvRow, column: string): number {
  const minor = toInteger(row.get(column));
  if (minor === undefined || minor < 0)
    throw new RowError('must be a whole number of minor units, not below zero', column);
  return minor;
}

function readOptionalMinor(row: CsvRow, column: string): number | undefined {
  return row.get(column) === '' ? undefined : readMinor(row, column);
}

function assertSameHead(head: ReceiptHead, first: ReceiptHead | undefined): void {
  const different = first && HEAD_COLUMNS.find((column) => head[column] !== first[column]);
  if (different) throw new RowError('differs from the first line of its receipt', different);
}

function given<Name extends string>(name: Name, value: string): { [Key in Name]?: string } {
  return value === '' ? {} : ({ [name]: value } as { [Key in Name]?: string });
}

export function isInstant(text: string): boolean {
  return /[Tt ].*([Zz]|[+-]\d\d:\d\d)$/.test(text) && DateTime.fromISO(text.toUpperCase()).isValid;
}

function isChannel(text: string): text is Channel {
  return channels.some((channel) => channel === text);
}

function isLineKind(text: string): text is NonNullable<PurchaseItemDto['kind']> {
  return LINE_KINDS.includes(text);
}
