import { allocate } from '#kernel/allocate';
import { RedemptionRefusedError } from './points.errors.js';
import { type PointsSettings, requireRedeemable, valueMinorOf } from './points-settings.js';
import type { PurchaseLine, PurchaseRecord } from './purchase-record.js';

/** A purchase that is partly paid with points, before anything is taken. */
interface PaidWithPoints {
  readonly pointsMinor: number;
  readonly payableMinor: number;
  readonly lines: readonly PurchaseLine[];
}

/**
 * What points take off a receipt, after its coupons; the value and the points are spread over the lines in proportion to what is
 * left to pay for them, so that a returned line gives back its share of both.
 *
 * @param points whole points, > 0
 * @throws RedemptionRefusedError
 */
export function payWithPoints(
  { lines, payableMinor, currency }: Pick<PurchaseRecord, 'lines' | 'payableMinor' | 'currency'>,
  { points, settings, tierLevel }: { points: number; settings: PointsSettings; tierLevel: string | null },
): PaidWithPoints {
  requireRedeemable(settings, points);
  const pointsMinor = valueMinorOf(settings, { points, currency, tierLevel });
  if (pointsMinor === 0) throw new RedemptionRefusedError('no_value', 'So few points are worth nothing.');
  if (pointsMinor > payableMinor) {
    throw new RedemptionRefusedError('above_amount', 'The points are worth more than is left to pay.');
  }
  const nets = lines.map(({ netMinor }) => netMinor);
  const [minors, shares] = [allocate(pointsMinor, nets), allocate(points, nets)];
  return {
    pointsMinor,
    payableMinor: payableMinor - pointsMinor,
    lines: lines.map((line, index) => ({
      ...line,
      netMinor: line.netMinor - (minors[index] ?? 0),
      redeemed: shares[index] ?? 0,
    })),
  };
}
