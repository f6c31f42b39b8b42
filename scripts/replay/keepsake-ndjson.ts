import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import { isInstant } from './keepsake-csv.js';
import { inTimeOrder } from './receipt-builder.js';
import { RowError } from './receipt.js';
import type { Receipt, ReceiptFile, RowProblem } from './receipt.js';

/**
 * Reads NDJSON: one body of POST /v1/purchases a line, passed on as it stands. Only what the replay itself relies on is checked here;
 * the API refuses the rest, receipt by receipt.
 */
export async function readKeepsakeNdjson(source: Readable): Promise<ReceiptFile> {
  const receipts: Receipt[] = [];
  const problems: RowProblem[] = [];
  let line = 0;
  for await (const text of linesOf(source)) {
    line++;
    if (text === '') continue;
    try {
      const body = readBody(text);
      receipts.push({ body, occurredAtMs: Date.parse(body.occurredAt), lines: { first: line, last: line } });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      problems.push({ line, column: error.column, message: error.message });
    }
  }
  return { receipts: inTimeOrder(receipts), problems, skippedReceipts: problems.length };
}

/** Not readline: that ends quietly when its input fails, and a damaged archive would pass for a short file. */
async function* linesOf(source: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder();
  let rest = '';
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.trim();
  }
  yield (rest + decoder.end()).trim();
}

function readBody(text: string): PurchaseDto {
  const body = parseObject(text);
  assertField('transactionId', typeof body.transactionId === 'string' && body.transactionId !== '', 'must be a text');
  assertField(
    'occurredAt',
    typeof body.occurredAt === 'string' && isInstant(body.occurredAt),
    'must be RFC 3339 with a zone',
  );
  assertField('member', body.member === undefined || typeof body.member === 'string', 'must be a text');
  assertField('currency', typeof body.currency === 'string', 'must be a text');
  assertField('totalMinor', Number.isSafeInteger(body.totalMinor), 'must be a whole number');
  assertField('items', Array.isArray(body.items), 'must be a list');
  // Every field that the replay reads is checked above; what else the body holds is the API's to judge.
  return body as PurchaseDto;
}

function assertField(name: keyof PurchaseDto, isRight: boolean, message: string): void {
  if (!isRight) throw new RowError(message, name);
}

function parseObject(text: string): Partial<PurchaseDto> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RowError('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RowError('is not a JSON object');
  return value;
}
