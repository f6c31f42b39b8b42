import { allocate } from '#kernel/allocate';
import { RedemptionRefusedError } from './points.errors.js';
import { type PointsSettings, requireRedeemable, valueMinorOf } from './points-settings.js';

/** A purchase that is partly paid with points, before anything is taken. */
interface PaidWithPoints<Line> {
  readonly pointsMinor: number;
  readonly payableMinor: number;
  readonly lines: readonly (Line & { readonly redeemed: number })[];
}

interface Payable<Line> {
  readonly lines: readonly Line[];
  readonly payableMinor: number;
  readonly currency: string;
}

interface Net {
  readonly netMinor: number;
}

/**
 * What points take off a receipt, after its coupons; the value and the points are spread over the lines in proportion to what is
 * left to pay for them, so that a returned line gives back its share of both.
 *
 * @param points whole points, > 0
 * @throws RedemptionRefusedError
 */
export function payWithPoints<Line extends Net>(
  purchase: Payable<Line>,
  { points, settings, tierLevel }: { points: number; settings: PointsSettings; tierLevel: string | null },
): PaidWithPoints<Line> {
  const { payableMinor, currency } = purchase;
  requireRedeemable(settings, points);
  const pointsMinor = valueMinorOf(settings, { points, currency, tierLevel });
  if (pointsMinor === 0) throw new RedemptionRefusedError('no_value', 'So few points are worth nothing.');
  if (pointsMinor > payableMinor) {
    throw new RedemptionRefusedError('above_amount', 'The points are worth more than is left to pay.');
  }
  return takeOff(purchase, { points, pointsMinor });
}

/** Spreads what points are worth over the lines; the value is settled already, and at most what is left to pay. */
export function takeOff<Line extends Net>(
  { lines, payableMinor }: Pick<Payable<Line>, 'lines' | 'payableMinor'>,
  { points, pointsMinor }: { readonly points: number; readonly pointsMinor: number },
): PaidWithPoints<Line> {
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
