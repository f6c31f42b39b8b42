import type { History } from './history.js';

/** Why no model can be fitted; stable codes. */
export type DataGap = 'no_members' | 'no_elapsed_time' | 'one_time_buyers' | 'too_little_data';

/** Fewer returning members than parameters to find, twice over, fit anything. */
const returningMin = 10;
/** Below these the fit is given, and said to stand on little. */
const membersOfThinData = 200;
const returningOfThinData = 50;

/** @returns undefined where a fit makes sense */
export function dataGap(histories: readonly History[]): DataGap | undefined {
  if (histories.length === 0) return 'no_members';
  if (histories.every(({ age }) => age === 0)) return 'no_elapsed_time';
  const returning = returningMembers(histories);
  if (returning === 0) return 'one_time_buyers';
  return returning < returningMin ? 'too_little_data' : undefined;
}

/** Whether what is fitted on these members stands on little. */
export function isThin(histories: readonly History[]): boolean {
  return histories.length < membersOfThinData || returningMembers(histories) < returningOfThinData;
}

function returningMembers(histories: readonly History[]): number {
  return histories.reduce((count, { frequency }) => count + Number(frequency > 0), 0);
}
