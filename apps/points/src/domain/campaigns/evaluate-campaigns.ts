import type { CampaignIndex, CompiledCampaign } from '#rules/campaigns/campaign-index';
import type { SimpleEffect } from '#rules/campaigns/document';
import { type Amount, amountOf, countedMinor, countingLines, effectFor, factorOf } from './amounts.js';
import type {
  AppliedEarning,
  CampaignRefusal,
  EarningInput,
  Earnings,
  OfferWindowState,
  RefusalReason,
  WindowChange,
} from './earning.js';
import { refusalOf } from './eligibility.js';
import { ceilOf, fraction, times } from './fraction.js';
import { limit } from './limits.js';
import { lotTermsOf } from './lot-terms.js';
import { Occasion } from './occasion.js';
import { codeOf, inOfferOrder, type Offer } from './offer.js';
import { completes, credit, openWindows } from './offer-windows.js';
import { stack } from './stacking.js';
import { consumption } from './usage.js';
import { spreadOverLines, wholePoints } from './whole-points.js';

type Candidate = { readonly compiled: CompiledCampaign; readonly effect: SimpleEffect; readonly counting: boolean[] };

/**
 * What a receipt or event earns: the one function that decides the dry run and the posting, from its arguments alone.
 *
 * Campaigns that apply → what each gives → what caps and budgets leave → what stacks → rounded down once for the receipt.
 * @param explain walks every published campaign, so that each one that did not apply says why
 */
export function evaluateCampaigns(
  index: CampaignIndex,
  input: EarningInput,
  { explain }: { readonly explain: boolean },
): Earnings {
  return new Evaluation(index, input, explain).run();
}

class Evaluation {
  private readonly occasion: Occasion;
  private readonly refused: CampaignRefusal[] = [];
  private readonly credits = new Map<string, WindowChange>();
  /** What the offers of one campaign take of this receipt. */
  private readonly taken = new Map<string, { points: number; uses: number }>();

  constructor(
    private readonly index: CampaignIndex,
    private readonly input: EarningInput,
    private readonly explain: boolean,
  ) {
    this.occasion = new Occasion(input);
  }

  run(): Earnings {
    const candidates = this.eligible();
    const [multipliers, others] = [
      candidates.filter(({ effect }) => effect.type === 'multiplier'),
      candidates.filter(({ effect }) => effect.type !== 'multiplier'),
    ];
    const amounts = new Map<string, Amount>();
    const first = this.stack(others.flatMap((candidate) => this.offers(candidate, amounts)));
    const given = new Map(first.map((offer) => [codeOf(offer), amounts.get(codeOf(offer)) ?? offer]));
    const bonuses = multipliers.flatMap((candidate) => this.bonus(candidate, given));
    const offers = bonuses.length === 0 ? first : this.withTargets(this.stack([...first, ...bonuses]));
    return this.decide(offers.sort(inOfferOrder));
  }

  private eligible(): Candidate[] {
    const { input, index } = this;
    const asked = this.explain
      ? index.all
      : index.candidates(
          input,
          input.windows.map(({ campaign }) => campaign),
        );
    return asked.flatMap((compiled) => {
      const refusal = refusalOf(compiled, this.occasion);
      if (refusal) return this.refuse(compiled, refusal.reason, refusal.about);
      const effect = effectFor(compiled.campaign.document.effect, input.member?.level ?? null);
      if (!effect) return this.refuse(compiled, 'tier_not_included');
      return [{ compiled, effect, counting: countingLines(compiled, input) }];
    });
  }

  /** One offer, or one a window that this purchase completes. */
  private offers(candidate: Candidate, amounts: Map<string, Amount>): Offer[] {
    const { compiled } = candidate;
    const amount = this.scaled(candidate, null);
    amounts.set(codeOf(candidate), amount);
    if (!compiled.campaign.document.window) return this.limited(candidate, amount, null);
    return this.completed(candidate).flatMap((window) => this.limited(candidate, amount, window));
  }

  private bonus(candidate: Candidate, given: ReadonlyMap<string, Amount>): Offer[] {
    const target = given.get(targetOf(candidate.effect)) ?? null;
    const amount = this.scaled(candidate, target);
    if (amount.total.numerator === 0n) {
      return this.refuse(candidate.compiled, 'nothing_to_multiply', targetOf(candidate.effect));
    }
    return this.limited(candidate, amount, null);
  }

  private scaled({ compiled, effect, counting }: Candidate, target: Amount | null): Amount {
    const { total, weights } = amountOf(effect, { counting, input: this.input, target });
    const factor = factorOf(compiled, this.input);
    return { total: factor === 1_000 ? total : times(total, fraction(factor, 1_000)), weights };
  }

  /** The windows that this purchase completes; the others say how far they are. */
  private completed({ compiled, counting }: Candidate): OfferWindowState[] {
    const { window, code } = compiled.campaign.document;
    if (!window) return [];
    const open = openWindows(this.input, code);
    if (open.length === 0) return this.refuse(compiled, 'no_open_window');
    const minor = countedMinor(counting, this.input);
    for (const each of open) this.credits.set(each.windowId, credit(window, each, minor));
    const done = open.filter((each) => completes(window, each, minor));
    return done.length > 0 ? done : this.refuse(compiled, 'window_not_reached', String(window.thresholdMinor ?? ''));
  }

  private limited(candidate: Candidate, amount: Amount, window: OfferWindowState | null): Offer[] {
    const { compiled, effect } = candidate;
    const factorThousandths = factorOf(compiled, this.input);
    const offer: Offer = { ...amount, compiled, effect, factorThousandths, cutBy: null, window };
    if (!compiled.isLimited) return [offer];
    const taken = this.taken.get(codeOf(offer)) ?? { points: 0, uses: 0 };
    const limited = limit(offer, this.occasion, taken);
    if (!limited.ok) return this.refuse(compiled, limited.refusal.reason, limited.refusal.about);
    this.taken.set(codeOf(offer), {
      points: taken.points + Number(ceilOf(limited.total)),
      uses: taken.uses + 1,
    });
    return [{ ...offer, total: limited.total, cutBy: limited.cutBy }];
  }

  private stack(offers: readonly Offer[]): Offer[] {
    const { kept, out } = stack(offers);
    for (const { offer, by } of out) this.refuse(offer.compiled, 'stacked_out', by);
    return [...kept];
  }

  /** A multiplier whose target was stacked out by another group has nothing left to multiply. */
  private withTargets(offers: readonly Offer[]): Offer[] {
    const codes = new Set(offers.map(codeOf));
    return offers.filter(({ effect, compiled }) => {
      if (effect.type !== 'multiplier' || codes.has(targetOf(effect))) return true;
      this.refuse(compiled, 'nothing_to_multiply', targetOf(effect));
      return false;
    });
  }

  private decide(offers: readonly Offer[]): Earnings {
    const { input } = this;
    const points = wholePoints(offers);
    const pointsByLine = input.lines.map(() => 0);
    const applied: AppliedEarning[] = [];
    const counted: { compiled: CompiledCampaign; points: number }[] = [];
    offers.forEach((offer, place) => {
      const given = points[place] ?? 0;
      if (given === 0) {
        this.refuse(offer.compiled, 'below_one_point');
        return;
      }
      const spread = spreadOverLines(given, offer.weights, input.lines);
      spread.forEach((each, line) => (pointsByLine[line] = (pointsByLine[line] ?? 0) + each));
      applied.push(this.applied(offer, given, spread));
      if (offer.compiled.isLimited) counted.push({ compiled: offer.compiled, points: given });
    });
    return {
      points: applied.reduce((sum, each) => sum + each.points, 0),
      pointsByLine,
      applied,
      notApplied: this.explain ? this.refused.sort(byCode) : [],
      usage: counted.length === 0 ? [] : consumption(counted, input, this.occasion.clock),
      windows: [...this.credits.values()].filter(
        ({ creditedMinor, completedAt }) => creditedMinor > 0 || completedAt !== null,
      ),
    };
  }

  private applied(offer: Offer, points: number, pointsByLine: readonly number[]): AppliedEarning {
    const { campaign } = offer.compiled;
    const { input } = this;
    const windowId = offer.window?.windowId ?? null;
    const credited = windowId === null ? undefined : this.credits.get(windowId);
    if (credited) this.credits.set(credited.windowId, { ...credited, completedAt: input.occurredAt });
    return {
      campaign,
      points,
      pointsByLine,
      effect: offer.effect,
      factorThousandths: offer.factorThousandths,
      cutBy: offer.cutBy,
      windowId,
      ...lotTermsOf({
        document: campaign.document,
        defaults: input.defaults,
        level: input.member?.level ?? null,
        earnedAt: input.occurredAt,
        zone: input.zone,
      }),
    };
  }

  private refuse({ campaign }: CompiledCampaign, reason: RefusalReason, about: string | null = null): never[] {
    if (this.explain) this.refused.push({ campaign, reason, about });
    return [];
  }
}

function targetOf(effect: SimpleEffect): string {
  return effect.type === 'multiplier' ? (effect.of ?? 'base') : '';
}

function byCode({ campaign: one }: CampaignRefusal, { campaign: other }: CampaignRefusal): number {
  return one.document.code < other.document.code ? -1 : one.document.code > other.document.code ? 1 : 0;
}
