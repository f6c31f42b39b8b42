import type { EventOf, EventType } from '#contracts/events/catalogue';

/** Takes events of one type and one programme, each member's in order, in the transaction that also remembers them as handled. */
export type EventHandler<Type extends EventType> = (events: readonly EventOf<Type>[]) => Promise<void>;

const handledTypesKey = Symbol('handledTypes');

/** The method that handles events of the given types. It may be called again after a rollback, never after its commit. */
export function HandlesEvents<const Types extends readonly EventType[]>(...types: Types) {
  return <Method extends EventHandler<Types[number]>>(
    _target: object,
    _name: string | symbol,
    method: TypedPropertyDescriptor<Method>,
  ): void => {
    Reflect.defineMetadata(handledTypesKey, types, method.value as object);
  };
}

export function handledTypesOf(method: unknown): readonly EventType[] {
  if (typeof method !== 'function') return [];
  return (Reflect.getMetadata(handledTypesKey, method) as readonly EventType[] | undefined) ?? [];
}
