import { createInterface } from 'node:readline';
import { openFile } from '../replay/open-file.js';

/** The file is not what it is said to be; the message names the line. */
export class UnreadableLogError extends Error {}

/** The objects of a file of JSON lines, plain or gzip, each with its place in words. */
export async function* jsonLines(
  path: string,
): AsyncGenerator<{ readonly row: Readonly<Record<string, unknown>>; readonly where: string }> {
  const source = await openFile(path);
  let line = 0;
  for await (const text of createInterface({ input: source, crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== '')
      yield { row: parseObject(text, `${path}:${String(line)}`), where: `${path}:${String(line)}` };
  }
  // A broken archive ends the lines without a word.
  if (source.errored) throw source.errored;
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    throw new UnreadableLogError(`${where}: this is not JSON.`);
  }
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
  throw new UnreadableLogError(`${where}: this is not a JSON object.`);
}
