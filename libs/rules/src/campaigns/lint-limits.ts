import type { CampaignDocument, SimpleEffect } from './document.js';
import { type CampaignFinding, warning } from './lint-findings.js';

/** Whether anything bounds what the campaign can cost. */
export function lintLimits(document: CampaignDocument): CampaignFinding[] {
  const { caps = [], budget, cooldown, trigger, effect, window } = document;
  const findings: CampaignFinding[] = [];
  const parts = effectsOf(effect);
  const perReceipt = caps.some(({ points }) => points !== undefined) || budget !== undefined;
  if (!perReceipt && parts.some(({ type }) => type === 'multiplier')) {
    findings.push(warning('unbounded', '/effect', 'A multiplier without a cap or a budget has no upper bound.'));
  }
  const repeats = trigger === 'event' && !window;
  if (repeats && caps.length === 0 && !budget && !cooldown) {
    findings.push(
      warning(
        'unbounded',
        '/trigger',
        'A member can repeat an activity: without a cap or cooldown it pays every time.',
      ),
    );
  }
  caps.forEach(({ per, points, uses }, index) => {
    if (per === 'purchase' && uses !== undefined && !window) {
      findings.push(warning('limit_ignored', `/caps/${index}/uses`, 'A campaign is used once a purchase anyway.'));
    }
    const wider = caps.some(
      (other, place) =>
        place !== index && other.per === per && points !== undefined && (other.points ?? Infinity) < points,
    );
    if (wider) {
      findings.push(warning('limit_ignored', `/caps/${index}/points`, 'Another cap of the same period is lower.'));
    }
  });
  return findings;
}

export function effectsOf(effect: CampaignDocument['effect']): SimpleEffect[] {
  if (effect.type !== 'by_tier') return [effect];
  return [...Object.values(effect.tiers), ...(effect.otherwise ? [effect.otherwise] : [])];
}
