import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Info } from 'csv-parse';
import { RowError } from './receipt.js';

export interface CsvColumns {
  readonly required: readonly string[];
  /** Columns that may be there; with `othersAllowed` any other too. */
  readonly optional: readonly string[];
  readonly othersAllowed: boolean;
}

/** A line of a CSV file by the names of its header. */
export class CsvRow {
  constructor(
    readonly line: number,
    private readonly cells: readonly string[],
    private readonly positions: ReadonlyMap<string, number>,
  ) {}

  /** The trimmed cell; empty when the file has no such column. */
  get(column: string): string {
    return this.cells[this.positions.get(column) ?? -1]?.trim() ?? '';
  }

  /** @throws RowError when the line does not have one cell for each column of the header */
  assertWidth(): void {
    if (this.cells.length !== this.positions.size) {
      throw new RowError(`has ${this.cells.length} cells where the header has ${this.positions.size}`);
    }
  }
}

/** A file that cannot be read as what it is said to be; nothing of it is used, whatever the options. */
export class UnreadableFileError extends Error {}

/**
 * Reads RFC 4180 CSV with a header, line by line.
 *
 * @throws UnreadableFileError when the header lacks a required column or has an unknown one, or when quotes are broken: where the next
 * line begins is then unknown, and a receipt could be posted with lines missing
 */
export async function* csvRows(source: Readable, columns: CsvColumns): AsyncGenerator<CsvRow> {
  // Rows that were read are not handed on once the parser fails: their count is kept where they are read.
  let lastLine = 0;
  const parser = source.pipe(
    parse({
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      onRecord: (record, { lines }) => {
        lastLine = lines;
        return record;
      },
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  let positions: ReadonlyMap<string, number> | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (positions) yield new CsvRow(info.lines, record, positions);
      else positions = readHeader(record, columns);
    }
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableFileError(messageOf(error, lastLine));
    throw error;
  }
  if (!positions) throw new UnreadableFileError('The file is empty: a header line was expected.');
}

function messageOf({ code, message }: CsvError, lastLine: number): string {
  // The parser names the line where it ended, which for an open quote is the end of the file.
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `Line ${lastLine + 1}: a quote is opened and never closed.`;
  return `Line ${lastLine + 1}: ${message}.`;
}

function readHeader(cells: readonly string[], { required, optional, othersAllowed }: CsvColumns): Map<string, number> {
  const names = cells.map((cell) => cell.trim());
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new UnreadableFileError(`Line 1: the header lacks ${missing.join(', ')}.`);
  const unknown = names.filter((name) => !required.includes(name) && !optional.includes(name));
  if (unknown.length > 0 && !othersAllowed) {
    throw new UnreadableFileError(`Line 1: the header has unknown columns: ${unknown.join(', ')}.`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UnreadableFileError(`Line 1: the header names ${twice} twice.`);
  return new Map(names.map((name, index) => [name, index]));
}
