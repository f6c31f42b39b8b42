/** A receipt that is ready to be sent. */
export interface PostableReceipt {
  /** A member reference; absent = anonymous. */
  readonly member?: string;
  readonly transactionId: string;
  /** The body of its POST /v1/purchases. */
  readonly json: string;
}

export interface WindowLimits {
  /** Batches in flight together. */
  readonly lanes: number;
  /** Receipts a batch, ≤ 500 (the API's limit). */
  readonly receiptsMax: number;
}

/** Under the API's 8 MiB a body, with room for the wrapping. */
const BATCH_BYTES_MAX = 7 * 1024 * 1024;

/**
 * Cuts receipts into windows of at most `lanes` batches that may be posted at the same time. A member's receipts are always in the
 * same lane, and a window is posted whole before the next begins: so each member's receipts arrive in the order given, and the
 * file's order holds from window to window.
 */
export function* batchWindows<T extends PostableReceipt>(
  receipts: Iterable<T>,
  { lanes, receiptsMax }: WindowLimits,
): Generator<T[][]> {
  let window = emptyWindow<T>(lanes);
  for (const receipt of receipts) {
    const bytes = Buffer.byteLength(receipt.json) + 1;
    const lane = laneOf(receipt, lanes);
    if (isFull(window[lane], bytes, receiptsMax)) {
      yield batchesOf(window);
      window = emptyWindow<T>(lanes);
    }
    const target = window[lane];
    if (!target) throw new Error(`No lane ${lane} among ${lanes}`);
    target.batch.push(receipt);
    target.bytes += bytes;
  }
  if (window.some(({ batch }) => batch.length > 0)) yield batchesOf(window);
}

interface Lane<T> {
  readonly batch: T[];
  bytes: number;
}

function emptyWindow<T>(lanes: number): Lane<T>[] {
  return Array.from({ length: lanes }, () => ({ batch: [], bytes: 0 }));
}

function isFull(lane: Lane<unknown> | undefined, bytes: number, receiptsMax: number): boolean {
  if (!lane || lane.batch.length === 0) return false;
  return lane.batch.length >= receiptsMax || lane.bytes + bytes > BATCH_BYTES_MAX;
}

function batchesOf<T>(window: readonly Lane<T>[]): T[][] {
  return window.map(({ batch }) => batch).filter((batch) => batch.length > 0);
}

/** FNV-1a over the member, so that the same member always takes the same lane; anonymous receipts spread by their own id. */
function laneOf({ member, transactionId }: PostableReceipt, lanes: number): number {
  let hash = 0x811c9dc5;
  for (const unit of member ?? transactionId) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % lanes;
}
