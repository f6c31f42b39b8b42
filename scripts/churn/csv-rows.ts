import { parse, type Info } from 'csv-parse';
import { openFile } from '../replay/open-file.js';
import { InputError } from './command.js';

export interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The records of a CSV file, plain or gzip; cells are trimmed, empty lines left out. @throws InputError for broken quotes */
export async function* csvLines(file: string): AsyncGenerator<CsvLine> {
  const source = await openFile(file);
  let lastLine = 0;
  const parser = source.pipe(
    parse({
      bom: true,
      trim: true,
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
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    const what = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is opened and never closed' : error.message;
    throw new InputError(`${file}:${lastLine + 1}: ${what}`);
  }
}

export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** A row by the names of its columns; an optional column that is not there is undefined. */
export interface CsvRow {
  readonly line: number;
  readonly width: number;
  readonly widthExpected: number;
  readonly get: (column: string) => string | undefined;
}

/**
 * Rows of a file whose header names the columns in any order, other columns allowed; or of one without header, with the columns in
 * the given order.
 *
 * @param isRow tells whether the first line is a row of data
 * @throws InputError when the header lacks a required column, or the file is empty
 */
export async function* csvRows(
  file: string,
  { required, optional }: Columns,
  isRow: (cells: readonly string[]) => boolean,
): AsyncGenerator<CsvRow> {
  let positions: Map<string, number> | undefined;
  let widthExpected = 0;
  for await (const { line, cells } of csvLines(file)) {
    if (!positions) {
      const names = isRow(cells) ? [...required, ...optional].slice(0, cells.length) : cells;
      positions = new Map(names.map((name, index) => [name, index]));
      widthExpected = cells.length;
      const missing = required.filter((name) => !positions?.has(name));
      if (missing.length > 0) throw new InputError(`${file}:${line}: the header lacks ${missing.join(', ')}`);
      if (!isRow(cells)) continue;
    }
    const known = positions;
    const get = (column: string): string | undefined => {
      const position = known.get(column);
      return position === undefined ? undefined : (cells[position] ?? '');
    };
    yield { line, width: cells.length, widthExpected, get };
  }
  if (!positions) throw new InputError(`${file}: the file is empty`);
}
