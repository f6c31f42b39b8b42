import type { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { minorDigits } from '#kernel/currency';
import { naturalIdLengthMax, textLengthMax } from '#contracts/public/limits';
import type { PurchaseItemDto } from '#contracts/public/purchase.dto';
import { csvRows } from './csv-rows.js';
import type { CsvRow } from './csv-rows.js';
import { isPositive, toInteger, toMinor } from './decimal.js';
import { ReceiptBuilder } from './receipt-builder.js';
import { RowError } from './receipt.js';
import type { ReceiptFile } from './receipt.js';

const COLUMNS = {
  required: ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'],
  optional: ['Country'],
  othersAllowed: true,
};
const FILE_ZONE = 'Europe/London';
const TIME_FORMATS = ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm', 'M/d/yyyy H:mm'];
/** The retailer sells online only; it has one store in the programme. */
const STORE_ID = 'ONLINE';

/**
 * Reads the UCI "Online Retail" file. One receipt a (InvoiceNo, CustomerID), from the lines with Quantity > 0 and UnitPrice > 0;
 * cancellations (C…) are left out. The price is rounded half up to minor units; a receipt with two times takes its first.
 */
export async function readOnlineRetail(source: Readable, currency: string): Promise<ReceiptFile> {
  const builder = new ReceiptBuilder();
  const toUtc = rememberingUtc();
  const digits = minorDigits(currency) ?? 2;
  for await (const row of csvRows(source, COLUMNS)) {
    const [invoice, customer] = [row.get('InvoiceNo'), row.get('CustomerID')];
    const transactionId = transactionIdOf(invoice, customer);
    try {
      row.assertWidth();
      if (invoice.startsWith('C')) continue;
      assertIdentifiers({ invoice, customer, transactionId });
      const item = readItem(row, digits);
      if (!item) continue;
      const occurredAt = toUtc(row.get('InvoiceDate'));
      const head = builder.headOf(transactionId) ?? {
        transactionId,
        storeId: STORE_ID,
        ...(customer !== '' && { member: `external:${customer}` }),
        occurredAt,
        channel: 'web' as const,
        currency,
      };
      builder.add(head, item, row.line);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      builder.reject({ line: row.line, column: error.column, message: error.message }, transactionId);
    }
  }
  return builder.finish();
}

/** Unique for the pair: neither part can hold the hyphen. */
function transactionIdOf(invoice: string, customer: string): string {
  return customer === '' ? invoice : `${invoice}-${customer}`;
}

function assertIdentifiers(ids: { invoice: string; customer: string; transactionId: string }): void {
  if (!/^[A-Za-z0-9]+$/.test(ids.invoice)) throw new RowError('must be letters and digits', 'InvoiceNo');
  if (!/^[A-Za-z0-9.]*$/.test(ids.customer))
    throw new RowError('must be letters, digits and points, or empty', 'CustomerID');
  if (ids.transactionId.length > naturalIdLengthMax) {
    throw new RowError(`is longer than ${naturalIdLengthMax} characters together with CustomerID`, 'InvoiceNo');
  }
}

/** @returns undefined for a line that is no sale: nothing taken, or nothing to pay */
function readItem(row: CsvRow, digits: number): Omit<PurchaseItemDto, 'line'> | undefined {
  const quantity = toInteger(row.get('Quantity'));
  if (quantity === undefined) throw new RowError('must be a whole number', 'Quantity');
  const unitPriceMinor = toMinor(row.get('UnitPrice'), digits);
  if (unitPriceMinor === undefined) throw new RowError('must be a decimal number', 'UnitPrice');
  if (quantity <= 0 || !isPositive(row.get('UnitPrice'))) return undefined;
  const sku = row.get('StockCode');
  if (sku === '') throw new RowError('is empty', 'StockCode');
  if (sku.length > textLengthMax) throw new RowError(`is longer than ${textLengthMax} characters`, 'StockCode');
  const name = cutToLimit(row.get('Description'));
  return { sku, ...(name !== '' && { name }), quantity, unitPriceMinor };
}

/** A description is for people: what the API would not take is cut off, not refused. Never inside a surrogate pair. */
function cutToLimit(description: string): string {
  const clean = description.replaceAll('\0', '');
  return clean.length <= textLengthMax
    ? clean
    : clean
        .slice(0, textLengthMax)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd();
}

/** Local times repeat for every line of an invoice; converting one took 60 µs on a busy machine, 15 s over 246,000 lines. */
function rememberingUtc(): (local: string) => string {
  const known = new Map<string, string>();
  return (local) => {
    const utc = known.get(local) ?? localToUtc(local);
    known.set(local, utc);
    return utc;
  };
}

function localToUtc(local: string): string {
  for (const format of TIME_FORMATS) {
    const utc = DateTime.fromFormat(local, format, { zone: FILE_ZONE }).toUTC().toISO({ suppressMilliseconds: true });
    if (utc !== null) return utc;
  }
  throw new RowError(`must be a time such as 2010-12-01 08:26:00`, 'InvoiceDate');
}
