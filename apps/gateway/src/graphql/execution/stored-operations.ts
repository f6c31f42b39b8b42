import { readFileSync } from 'node:fs';
import { InvalidEnvironmentError } from '#platform/config/load-env';
import type { PreparedOperations } from './prepared-operations.js';
import { overLimit, RequestRefusal } from './request-refusal.js';

const variable = 'KEEPSAKE_STORED_OPERATIONS';

/** The text that a request runs: its own, or, where a list of operations is set, one of the list and nothing else. */
export class StoredOperations {
  private constructor(private readonly textById: ReadonlyMap<string, string> | undefined) {}

  /**
   * @param path of a JSON file { id: query }; undefined where requests bring their own texts
   * @throws InvalidEnvironmentError when the file cannot be read or an operation of it could not run
   */
  static read(path: string | undefined, operations: PreparedOperations): StoredOperations {
    if (path === undefined) return new StoredOperations(undefined);
    const textById = new Map(Object.entries(readTexts(path)));
    for (const [id, text] of textById) assertRuns(id, text, operations);
    return new StoredOperations(textById);
  }

  /** @throws RequestRefusal */
  textOf({ query, documentId }: { readonly query?: string; readonly documentId?: string }): string {
    if (!this.textById) {
      if (documentId !== undefined) throw overLimit('No operations are stored here: send query.');
      if (query === undefined) throw overLimit('query is missing.');
      return query;
    }
    if (query !== undefined || documentId === undefined)
      throw overLimit('Only stored operations run here: send documentId.');
    const text = this.textById.get(documentId);
    if (text === undefined) throw overLimit('documentId names no stored operation.');
    return text;
  }
}

function readTexts(path: string): Readonly<Record<string, string>> {
  let texts: unknown;
  try {
    texts = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw invalid('must name a readable JSON file');
  }
  const isTexts =
    typeof texts === 'object' &&
    texts !== null &&
    !Array.isArray(texts) &&
    Object.values(texts).every((text) => typeof text === 'string');
  if (!isTexts) throw invalid('must hold one object of texts, { id: query }');
  return texts as Readonly<Record<string, string>>;
}

/** Better at the start than at a customer's first click. */
function assertRuns(id: string, text: string, operations: PreparedOperations): void {
  try {
    operations.prepare(text, undefined);
  } catch (error) {
    if (!(error instanceof RequestRefusal)) throw error;
    throw invalid(`has an operation that cannot run: ${id}: ${error.mistakes[0]?.message ?? ''}`);
  }
}

function invalid(reason: string): InvalidEnvironmentError {
  return new InvalidEnvironmentError([`${variable}: ${reason}`]);
}
