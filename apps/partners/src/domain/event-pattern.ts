/**
 * Whether a pattern can be subscribed to: an exact type, all of a source (`points.*`), or everything (`*`). A type that does not
 * exist is refused, because a misspelt one would be silence.
 */
export function isKnownPattern(pattern: string, types: readonly string[]): boolean {
  return types.some((type) => patternMatches(pattern, type));
}

export function patternMatches(pattern: string, type: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern === `${type.slice(0, type.indexOf('.'))}.*`;
}
