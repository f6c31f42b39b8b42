import { retryableCodes } from '#contracts/errors/codes';
import type { Caller, ItemRefusal, ItemResult } from '#contracts/internal/call';
import { statusOf } from '#platform/http/problem';
import { type CompiledDto, shapeRefusal } from '#platform/validation/compile-dto';
import { refusedAt } from '../edge/item-refused.js';
import { inOwnStore, otherStoreRefusal } from '../edge/own-store.js';
import { refusalDetail } from '../edge/problem-answer.js';

export interface BatchResult {
  readonly index: number;
  readonly status: number;
  readonly [rest: string]: unknown;
}

/** What a kind of upload is made of. */
interface BatchKind<Dto, Answer> {
  readonly check: CompiledDto<Dto>;
  /** The field of the item's natural id. */
  readonly idName: string;
  readonly post: (items: readonly Dto[]) => Promise<readonly ItemResult<Answer>[]>;
  readonly resultOf: (answer: Answer) => { readonly status: number; readonly [rest: string]: unknown };
}

interface Batch {
  readonly caller: Caller;
  readonly items: readonly unknown[];
  readonly isLarge: boolean;
}

/** A till's upload: what is well formed goes on in one call, and every item gets the result it would have had alone. */
export async function postItems<Dto extends { storeId?: string }, Answer>(
  kind: BatchKind<Dto, Answer>,
  { caller, items, isLarge }: Batch,
): Promise<{ results: readonly BatchResult[] }> {
  const results: BatchResult[] = [];
  const wellFormed: Dto[] = [];
  const places: number[] = [];
  const refused = (index: number, refusal: ItemRefusal): BatchResult =>
    refusedItem({ index, [kind.idName]: idOf(items[index], kind.idName) }, refusal, caller.locale);
  for (const [index, item] of items.entries()) {
    const refusal = kind.check.is(item)
      ? otherStoreRefusal(caller.actor, item)
      : shapeRefusal(kind.check.errorsOf(item, isLarge));
    if (refusal) {
      results[index] = refused(index, refusal);
      continue;
    }
    wellFormed.push(inOwnStore(caller.actor, item as Dto));
    places.push(index);
  }
  const posted = await kind.post(wellFormed);
  for (const [order, index] of places.entries()) {
    const result = posted[order];
    if (!result) throw new Error('An item got no result.');
    results[index] = result.ok
      ? { index, ...kind.resultOf(result.value) }
      : refused(index, refusedAt('/member', result.error));
  }
  return { results };
}

function refusedItem(
  place: { readonly index: number; readonly [idName: string]: unknown },
  refusal: ItemRefusal,
  locale: Caller['locale'],
): BatchResult {
  const { code, data, errors } = refusal;
  return {
    ...place,
    ...data,
    status: statusOf(code),
    code,
    detail: refusalDetail(refusal, locale),
    ...(errors && { errors }),
    retryable: retryableCodes.has(code),
  };
}

/** As it was sent, so that the till finds its receipt; null where it sent no text. */
function idOf(item: unknown, name: string): string | null {
  const id = (item as Readonly<Record<string, unknown>>)[name];
  return typeof id === 'string' ? id.slice(0, 64).toWellFormed() : null;
}
