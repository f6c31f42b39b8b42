import { invalidField, Refusal } from '#contracts/errors/refusals';
import type { Actor, ItemRefusal } from '#contracts/internal/call';

/**
 * A till's key may be bound to one store: what it writes happens there.
 * @returns the content with that store filled in
 * @throws Refusal forbidden for another store
 */
export function inOwnStore<Content extends { storeId?: string }>(actor: Actor, content: Content): Content {
  const refusal = otherStoreRefusal(actor, content);
  if (refusal) throw invalidField('forbidden', '/storeId', refusal.detail);
  return actor.storeId === undefined || content.storeId !== undefined
    ? content
    : { ...content, storeId: actor.storeId };
}

export function otherStoreRefusal(actor: Actor, { storeId }: { storeId?: string }): ItemRefusal | undefined {
  if (actor.storeId === undefined || storeId === undefined || storeId === actor.storeId) return undefined;
  return new Refusal('forbidden', 'storeId is not the store that this key is bound to.');
}
