import { minorDigits } from '#kernel/currency';
import type { CompiledCampaign } from '#rules/campaigns/campaign-index';
import type { CampaignEffect, SimpleEffect } from '#rules/campaigns/document';
import { forLevel } from '#rules/campaigns/tier-names';
import type { EarningInput } from './earning.js';
import { decimal, type Fraction, fraction, times } from './fraction.js';

/** What an effect gives before caps and rounding, and how it is spread. */
export interface Amount {
  readonly total: Fraction;
  /** Of each line, same order as the input's; all zero when there are no lines. */
  readonly weights: readonly bigint[];
}

const quantityThousandths = 1_000;

/** The effect for this member; null for a tier that gets none. */
export function effectFor(effect: CampaignEffect, level: string | null): SimpleEffect | null {
  return effect.type === 'by_tier' ? (forLevel(effect.tiers, level) ?? effect.otherwise ?? null) : effect;
}

/** The product of the tier's factor and the largest of the segments', in thousandths rounded down. */
export function factorOf({ campaign: { document } }: CompiledCampaign, { member }: EarningInput): number {
  const { tiers, segments } = document.multipliers ?? {};
  const ofTier = forLevel(tiers, member?.level) ?? 1;
  const ofSegments = (member?.segments ?? []).flatMap((segment) =>
    segments && Object.hasOwn(segments, segment) ? [segments[segment] ?? 1] : [],
  );
  const ofSegment = ofSegments.length > 0 ? Math.max(...ofSegments) : 1;
  return Math.floor((Math.round(ofTier * 1_000) * Math.round(ofSegment * 1_000)) / 1_000);
}

/** Whether a line counts, same order as the lines. */
export function countingLines({ counts }: CompiledCampaign, { lines }: EarningInput): boolean[] {
  return lines.map((line) => counts?.(line) ?? true);
}

/** Net of the lines that count, in minor units. */
export function countedMinor(counting: readonly boolean[], { lines }: EarningInput): bigint {
  let sum = 0n;
  lines.forEach(({ netMinor }, index) => {
    if (counting[index]) sum += BigInt(netMinor);
  });
  return sum;
}

/**
 * What an effect gives by itself.
 * @param target what a multiplier multiplies; null when that gave nothing
 */
export function amountOf(
  effect: SimpleEffect,
  { counting, input, target }: { counting: readonly boolean[]; input: EarningInput; target: Amount | null },
): Amount {
  const nets = input.lines.map(({ netMinor }, index) => (counting[index] ? BigInt(netMinor) : 0n));
  switch (effect.type) {
    case 'fixed':
      return { total: decimal(effect.points), weights: orEqual(nets, counting) };
    case 'per_item': {
      const quantities = input.lines.map(({ quantity }, index) =>
        counting[index] ? BigInt(Math.round(quantity * quantityThousandths)) : 0n,
      );
      return {
        total: times(decimal(effect.points), fraction(sum(quantities), quantityThousandths)),
        weights: quantities,
      };
    }
    case 'per_amount': {
      const unitMinor = BigInt(effect.perMajorUnits) * 10n ** BigInt(minorDigits(input.currency ?? '') ?? 2);
      const net = sum(nets);
      const units = effect.fullUnitsOnly ? fraction(net / unitMinor) : fraction(net, unitMinor);
      return { total: times(decimal(effect.points), units), weights: nets };
    }
    case 'multiplier': {
      if (!target) return { total: fraction(0), weights: nets };
      const weights = target.weights.map((weight, index) => (counting[index] ? weight : 0n));
      const whole = sum(target.weights);
      const share = whole === 0n ? fraction(0) : fraction(sum(weights), whole);
      return { total: times(times(target.total, share), decimal(effect.times - 1)), weights };
    }
  }
}

/** Free lines share what is not a matter of money. */
function orEqual(nets: readonly bigint[], counting: readonly boolean[]): readonly bigint[] {
  return nets.some((net) => net > 0n) ? nets : counting.map((counts) => (counts ? 1n : 0n));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((one, other) => one + other, 0n);
}
