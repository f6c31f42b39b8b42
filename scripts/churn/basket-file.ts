import { InputError } from './command.js';
import { csvLines } from './csv-rows.js';

/** Baskets of a file, one comma-separated basket a line, plain or .gz; empty cells are no items. @throws InputError */
export async function readBaskets(file: string): Promise<string[][]> {
  const baskets: string[][] = [];
  for await (const { cells } of csvLines(file)) {
    const items = cells.filter((item) => item !== '');
    if (items.length > 0) baskets.push(items);
  }
  if (baskets.length === 0) throw new InputError(`${file}: there is no basket in it`);
  return baskets;
}
