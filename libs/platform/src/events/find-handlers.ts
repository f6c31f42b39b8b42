import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { handledTypesOf } from './handles-events.decorator.js';
import type { FoundHandler } from './event-handlers.js';

/** Every method of every provider that carries @HandlesEvents. */
export function findHandlers(discovery: DiscoveryService, scanner: MetadataScanner): FoundHandler[] {
  return discovery.getProviders().flatMap(({ instance }) => {
    const provider: unknown = instance;
    if (typeof provider !== 'object' || provider === null) return [];
    const prototype = Object.getPrototypeOf(provider) as object | null;
    if (!prototype) return [];
    return scanner
      .getAllMethodNames(prototype)
      .flatMap((name) => handlersOf(provider as Record<string, unknown>, name));
  });
}

function handlersOf(provider: Record<string, unknown>, name: string): FoundHandler[] {
  const method = provider[name];
  return handledTypesOf(method).map((type) => ({
    type,
    place: `${provider.constructor.name}.${name}`,
    handle: (method as FoundHandler['handle']).bind(provider),
  }));
}
