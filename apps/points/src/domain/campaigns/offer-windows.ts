import type { OfferWindow } from '#rules/campaigns/document';
import type { EarningInput, OfferWindowState, WindowChange } from './earning.js';

/** The windows of a campaign that an instant is inside of, both ends included, and that are not completed; oldest first. */
export function openWindows({ windows, occurredAt }: EarningInput, campaign: string): OfferWindowState[] {
  return windows
    .filter(
      (window) =>
        window.campaign === campaign &&
        window.completedAt === null &&
        window.openedAt <= occurredAt &&
        occurredAt <= window.closesAt,
    )
    .sort(
      (one, other) => one.openedAt.getTime() - other.openedAt.getTime() || (one.windowId < other.windowId ? -1 : 1),
    );
}

/** Whether a purchase completes an open window. */
export function completes(
  { kind, thresholdMinor = 0 }: OfferWindow,
  { sumMinor }: OfferWindowState,
  countedMinor: bigint,
): boolean {
  if (kind === 'none') return false;
  if (kind === 'single_above') return countedMinor > BigInt(thresholdMinor);
  return BigInt(sumMinor) + countedMinor >= BigInt(thresholdMinor);
}

/** What a purchase adds to a window; nothing is kept for offers where each purchase stands for itself. */
export function credit(
  { kind }: OfferWindow,
  { windowId, campaign, sumMinor }: OfferWindowState,
  countedMinor: bigint,
): WindowChange {
  const creditedMinor = kind === 'sum_at_least' ? Number(countedMinor) : 0;
  return { windowId, campaign, creditedMinor, sumMinor: sumMinor + creditedMinor, completedAt: null };
}
