const pattern = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/;
const millisecondsPerDay = 86_400_000;

/**
 * The calendar day that a text names: 2026-11-21, 20261121, or either before a time of day, whose clock is taken as it stands.
 * @returns whole days since 1970-01-01; undefined for what is not a day
 */
export function parseDay(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const instant = new Date(Date.UTC(year, month - 1, day));
  if (instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day) return undefined;
  return instant.getTime() / millisecondsPerDay;
}

export function formatDay(day: number): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}
