import { allocate } from '#kernel/allocate';
import { wholeMajorUnits } from '#kernel/currency';
import { type Campaign, type CampaignDocument, isValidAt } from './campaign.js';

interface EarningReceipt {
  readonly occurredAt: Date;
  readonly currency: string;
  /** What was paid for each line, after coupons. */
  readonly lines: readonly { readonly line: number; readonly netMinor: number }[];
}

interface EarnedByCampaign {
  readonly campaign: Campaign;
  readonly points: number;
  readonly activatesAt: Date | null;
  readonly expiresAt: Date | null;
}

interface CampaignRefusal {
  readonly campaign: Campaign;
  readonly reason: 'not_valid_then' | 'below_one_point';
}

export interface Earnings {
  readonly points: number;
  readonly applied: readonly EarnedByCampaign[];
  readonly notApplied: readonly CampaignRefusal[];
  /** Points of each line, same order as the lines; they sum to `points`. */
  readonly pointsByLine: readonly number[];
}

/**
 * What a receipt earns. One function decides the dry run and the posting.
 * Rounded down once a receipt; the whole points are spread over the lines by largest remainder, ties by line number.
 */
export function evaluateCampaigns(campaigns: readonly Campaign[], receipt: EarningReceipt): Earnings {
  const earnBaseMinor = receipt.lines.reduce((sum, { netMinor }) => sum + netMinor, 0);
  const applied: EarnedByCampaign[] = [];
  const notApplied: CampaignRefusal[] = [];
  for (const campaign of campaigns) {
    if (!isValidAt(campaign, receipt.occurredAt)) {
      notApplied.push({ campaign, reason: 'not_valid_then' });
      continue;
    }
    const points = pointsOf(campaign.document.effect, earnBaseMinor, receipt.currency);
    if (points === 0) notApplied.push({ campaign, reason: 'below_one_point' });
    else applied.push({ campaign, points, activatesAt: null, expiresAt: null });
  }
  const points = applied.reduce((sum, each) => sum + each.points, 0);
  return { points, applied, notApplied, pointsByLine: spread(points, receipt.lines) };
}

function pointsOf(effect: CampaignDocument['effect'], earnBaseMinor: number, currency: string): number {
  return Math.floor(wholeMajorUnits(earnBaseMinor, currency) / effect.perMajorUnits) * effect.points;
}

function spread(points: number, lines: EarningReceipt['lines']): number[] {
  if (points === 0) return lines.map(() => 0);
  if (lines.length === 1) return [points];
  const byLine = lines.map((_, index) => index).sort((one, other) => lineAt(lines, one) - lineAt(lines, other));
  const parts = allocate(
    points,
    byLine.map((index) => lines[index]?.netMinor ?? 0),
  );
  const pointsByLine = lines.map(() => 0);
  byLine.forEach((index, place) => (pointsByLine[index] = parts[place] ?? 0));
  return pointsByLine;
}

function lineAt(lines: EarningReceipt['lines'], index: number): number {
  return lines[index]?.line ?? 0;
}
