const dashesBefore = new Set([4, 6, 8, 10]);
const hexDigits = Buffer.from('0123456789abcdef');
const uuidBytes = 16;
const uuidChars = 36;
/** PostgreSQL counts microseconds from 2000. */
const epochMs = Date.UTC(2000, 0, 1);
const dash = 0x2d;

/** Columns that mostly say what they said in the row before; see `BinaryRow.repeated`. */
export class Repeated<Value> {
  bytes: Buffer = Buffer.alloc(0);
  value: Value | undefined;
}

/** Reads a row of a binary COPY, column by column in their order: of ids, numbers and instants nothing is parsed. */
export class BinaryRow {
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private readonly uuidText = Buffer.alloc(uuidChars);

  /** @param at of the first column's length */
  start(bytes: Buffer, at: number): void {
    this.bytes = bytes;
    this.at = at;
  }

  text(): string {
    return present(this.textOrNull());
  }

  textOrNull(): string | null {
    const end = this.next();
    return end < 0 ? null : this.take(end, 'utf8');
  }

  uuid(): string {
    return present(this.uuidOrNull());
  }

  uuidOrNull(): string | null {
    const end = this.next();
    if (end < 0) return null;
    const { bytes, uuidText } = this;
    let to = 0;
    for (let place = 0; place < uuidBytes; place += 1) {
      const byte = bytes[this.at + place] ?? 0;
      if (dashesBefore.has(place)) uuidText[to++] = dash;
      uuidText[to++] = hexDigits[byte >> 4] ?? 0;
      uuidText[to++] = hexDigits[byte & 15] ?? 0;
    }
    this.at = end;
    return uuidText.toString('latin1');
  }

  /** A smallint, integer or bigint. */
  integer(): number {
    return present(this.integerOrNull());
  }

  integerOrNull(): number | null {
    const end = this.next();
    if (end < 0) return null;
    const { bytes, at } = this;
    this.at = end;
    if (end - at === 8) return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
    return end - at === 4 ? bytes.readInt32BE(at) : bytes.readInt16BE(at);
  }

  /** A timestamptz. NaN where it is finer than the milliseconds that services write. */
  instantMs(): number {
    return present(this.instantMsOrNull());
  }

  instantMsOrNull(): number | null {
    const micros = this.integerOrNull();
    if (micros === null) return null;
    return Number.isSafeInteger(micros) && micros % 1_000 === 0 ? micros / 1_000 + epochMs : Number.NaN;
  }

  /** A bytea. */
  hexOrNull(): string | null {
    const end = this.next();
    return end < 0 ? null : this.take(end, 'hex');
  }

  /**
   * Several columns at once. Where they are what they were in the row before, they are passed over, and the value is the same
   * object as then.
   */
  repeated<Value>(columns: number, kept: Repeated<Value>, decode: () => Value): Value {
    const from = this.at;
    let end = from;
    for (let column = 0; column < columns; column += 1) end += 4 + Math.max(0, this.bytes.readInt32BE(end));
    const { bytes } = kept;
    if (kept.value !== undefined && this.bytes.compare(bytes, 0, bytes.length, from, end) === 0) {
      this.at = end;
      return kept.value;
    }
    kept.bytes = Buffer.from(this.bytes.subarray(from, end));
    kept.value = decode();
    return kept.value;
  }

  private take(end: number, encoding: 'utf8' | 'hex'): string {
    const taken = this.bytes.toString(encoding, this.at, end);
    this.at = end;
    return taken;
  }

  /** @returns where the column ends; -1 where it is NULL */
  private next(): number {
    const length = this.bytes.readInt32BE(this.at);
    this.at += 4;
    return length < 0 ? -1 : this.at + length;
  }
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('A column that is never NULL is NULL.');
  return value;
}
