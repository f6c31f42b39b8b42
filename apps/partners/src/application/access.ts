import { Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';

const operatorScopes: ReadonlySet<string> = new Set(['admin', 'system']);
const listenerScopes: ReadonlySet<string> = new Set(['app', 'partner', 'admin', 'system']);

/** @throws Refusal forbidden */
export function requireOperator({ actor }: Caller): void {
  if (!operatorScopes.has(actor.scope)) throw new Refusal('forbidden', 'This needs a key of scope admin.');
}

/** @throws Refusal forbidden */
export function requireListener({ actor }: Caller): void {
  if (!listenerScopes.has(actor.scope)) {
    throw new Refusal('forbidden', 'This needs a key of scope partner, app or admin.');
  }
}

/** Whose endpoints the caller may see: its own, or all of the programme (undefined). */
export function visibleOwner({ actor }: Caller): string | undefined {
  return operatorScopes.has(actor.scope) ? undefined : actor.id;
}
