/** One place where two documents differ; the side that does not have it is absent. */
export interface DocumentChange {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

const changesMax = 200;

/** What changes from one JSON document to another, by place and in its order; lists are compared item by item. At most 200. */
export function documentChanges(from: unknown, to: unknown): DocumentChange[] {
  const changes: DocumentChange[] = [];
  collect(changes, '', [from, to]);
  return changes;
}

function collect(changes: DocumentChange[], pointer: string, [from, to]: readonly [unknown, unknown]): void {
  if (changes.length >= changesMax || from === to) return;
  if (!isContainer(from) || !isContainer(to) || Array.isArray(from) !== Array.isArray(to)) {
    changes.push({ pointer, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
    return;
  }
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    collect(changes, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, [from[key], to[key]]);
  }
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
