import { eventTypes } from '#contracts/events/schemas';
import { Refusal } from '#contracts/errors/refusals';
import { isKnownPattern, patternMatches } from '../domain/event-pattern.js';
import { patternsPerEndpointMax } from './limits.js';

/**
 * @param pointer where the list stands in the body
 * @throws Refusal invalid_value, naming every pattern that no event can match
 */
export function checkPatterns(patterns: readonly string[], pointer: string): void {
  if (patterns.length === 0 || patterns.length > patternsPerEndpointMax) {
    const detail = `Between 1 and ${patternsPerEndpointMax} event types are needed.`;
    throw new Refusal('invalid_value', detail, { errors: [{ pointer, code: 'invalid_value', detail }] });
  }
  const errors = patterns.flatMap((pattern, index) =>
    isKnownPattern(pattern, eventTypes)
      ? []
      : [{ pointer: `${pointer}/${index}`, code: 'invalid_value', detail: 'No event type matches this.' }],
  );
  if (errors.length > 0) throw new Refusal('invalid_value', 'An event type is not known.', { errors });
}

export function typesOf(patterns: readonly string[]): string[] {
  return eventTypes.filter((type) => patterns.some((pattern) => patternMatches(pattern, type)));
}
