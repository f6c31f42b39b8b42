import type { BackTestCampaign, BackTestMember, BackTestPage, BackTestSide } from '#contracts/internal/campaigns';
import type { Campaign, CampaignDocument } from '#rules/campaigns/document';
import type { Earnings } from '../domain/campaigns/earning.js';
import { type PointsSettings, valueMinorOf } from '../domain/points-settings.js';

const changesListedMax = 20;

/** What one receipt gave. */
export interface ReplayedOccasion {
  readonly currency: string;
  readonly tierLevel: string | null;
  readonly earnings: Earnings;
}

interface Sum {
  readonly code: string;
  readonly version: number;
  points: number;
  uses: number;
  /** Minor units by currency. */
  readonly worth: Map<string, number>;
}

/** Adds up what two sets of rules give, member by member. */
export class BackTestSums {
  private readonly published: SideSums;
  private readonly drafted: SideSums;
  private readonly changes: BackTestMember[] = [];

  constructor(settings: PointsSettings, campaigns: readonly Campaign[]) {
    const budgets = new Map(campaigns.map(({ document }) => [keyOf(document), document.budget]));
    this.published = new SideSums(settings, budgets);
    this.drafted = new SideSums(settings, budgets);
  }

  add(
    memberId: string,
    { published, drafted }: { published: readonly ReplayedOccasion[]; drafted: readonly ReplayedOccasion[] },
  ): void {
    const change = { memberId, published: this.published.add(published), drafted: this.drafted.add(drafted) };
    if (change.published !== change.drafted) this.changes.push(change);
  }

  result(): Pick<BackTestPage, 'winners' | 'losers' | 'published' | 'drafted' | 'changes'> {
    const gain = ({ published, drafted }: BackTestMember): number => drafted - published;
    const ordered = this.changes.toSorted((one, other) => gain(other) - gain(one));
    const winners = ordered.filter((change) => gain(change) > 0);
    const losers = ordered.filter((change) => gain(change) < 0);
    return {
      winners: winners.length,
      losers: losers.length,
      published: this.published.view,
      drafted: this.drafted.view,
      changes: [...winners.slice(0, changesListedMax), ...losers.slice(-changesListedMax)],
    };
  }
}

class SideSums {
  private readonly campaigns = new Map<string, Sum>();

  constructor(
    private readonly settings: PointsSettings,
    private readonly budgets: ReadonlyMap<string, CampaignDocument['budget']>,
  ) {}

  /** @returns the points of all these receipts */
  add(occasions: readonly ReplayedOccasion[]): number {
    let all = 0;
    for (const { currency, tierLevel, earnings } of occasions) {
      for (const { campaign, points } of earnings.applied) {
        const sum = this.sumOf(campaign.document);
        const minor = valueMinorOf(this.settings, { points, currency, tierLevel });
        sum.points += points;
        sum.uses++;
        sum.worth.set(currency, (sum.worth.get(currency) ?? 0) + minor);
        all += points;
      }
    }
    return all;
  }

  get view(): BackTestSide {
    const worth = new Map<string, number>();
    const sums = [...this.campaigns].toSorted(([one], [other]) => (one < other ? -1 : 1));
    for (const [, { worth: own }] of sums) {
      for (const [currency, minor] of own) worth.set(currency, (worth.get(currency) ?? 0) + minor);
    }
    return {
      points: sums.reduce((points, [, sum]) => points + sum.points, 0),
      worth: amounts(worth),
      campaigns: sums.map(([key, sum]): BackTestCampaign => ({
        ...sum,
        worth: amounts(sum.worth),
        budget: this.budgets.get(key) ?? null,
      })),
    };
  }

  private sumOf({ code, version }: CampaignDocument): Sum {
    const key = keyOf({ code, version });
    const sum = this.campaigns.get(key) ?? { code, version, points: 0, uses: 0, worth: new Map<string, number>() };
    this.campaigns.set(key, sum);
    return sum;
  }
}

function keyOf({ code, version }: Pick<CampaignDocument, 'code' | 'version'>): string {
  return `${code}/${String(version)}`;
}

function amounts(sums: ReadonlyMap<string, number>) {
  return [...sums]
    .map(([currency, amountMinor]) => ({ currency, amountMinor }))
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}
