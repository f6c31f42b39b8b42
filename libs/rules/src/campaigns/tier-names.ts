/** The tier of a level: `gold` of `gold-2`, and a level without grades is its own tier. */
export function tierOf(level: string): string {
  const dash = level.lastIndexOf('-');
  return dash > 0 ? level.slice(0, dash) : level;
}

/** What a document says for a level, by the level itself or else by its tier. */
export function forLevel<Value>(
  byTier: Readonly<Record<string, Value>> | undefined,
  level: string | null | undefined,
): Value | undefined {
  if (!byTier || !level) return undefined;
  if (Object.hasOwn(byTier, level)) return byTier[level];
  const tier = tierOf(level);
  return Object.hasOwn(byTier, tier) ? byTier[tier] : undefined;
}
