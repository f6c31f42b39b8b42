import { randomUUID } from 'node:crypto';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { ReturnAnswer } from '#contracts/public/return';
import { FixedClock } from '#testing/fixed-clock';
import type { CampaignDocument } from '#rules/campaigns/document';
import { parseCampaign } from '#rules/campaigns/parse';
import type { Happening } from '../../apps/points/src/application/earn-from-events.js';
import { baseCampaign } from '../../apps/points/src/domain/campaign.js';
import { createPointsWorld, type PointsWorld } from './points-world.js';

const startsAt = '2026-11-21T02:15:00Z';
export const tillActor = { type: 'client', id: 'till', scope: 'pos' } as const;

/** Of a month that is over when the tests begin. */
export const hour = (hours: number): string =>
  new Date(Date.parse('2026-11-01T00:00:00Z') + hours * 3_600_000).toISOString();

type Bought = Pick<PurchaseAnswer, 'transactionId'>;
type Draft = Partial<CampaignDocument> & { readonly code: string };

/** A programme with campaigns, and members who buy, give back and do other things. */
export class CampaignWorld {
  private constructor(
    readonly points: PointsWorld,
    readonly clock: FixedClock,
    public programId = '',
  ) {}

  static async create(): Promise<CampaignWorld> {
    const clock = new FixedClock();
    return new CampaignWorld(await createPointsWorld(clock), clock);
  }

  close(): Promise<void> {
    return this.points.test.close();
  }

  /** Another programme, at the time that all tests begin with. */
  startAgain(): void {
    this.clock.set(startsAt);
    this.programId = randomUUID();
  }

  /** With `base`. */
  async publish(...drafts: readonly Draft[]): Promise<void> {
    const { documents, test } = this.points;
    const campaigns = drafts.map(({ code, ...draft }) => {
      const title = { en: code, zh: code };
      const parsed = parseCampaign({ title, trigger: 'purchase', ...draft }, { code, version: 1 });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return parsed.campaign;
    });
    await test.database.run(async () => {
      for (const { document, contentHash } of [baseCampaign(), ...campaigns]) {
        const { code, version } = document;
        const dates = { effectiveFrom: null, publishedAt: this.clock.now() };
        await documents.addVersion(this.programId, { code, version, contentHash, document, ...dates });
      }
      await documents.raiseRevision(this.programId);
    });
  }

  posting(memberId: string, totalMinor: number, occurredAt = startsAt): PurchasePosting {
    return {
      purchaseId: randomUUID(),
      purchase: {
        transactionId: randomUUID(),
        storeId: 'S01',
        member: `external:${memberId}`,
        occurredAt,
        currency: 'CNY',
        totalMinor,
        items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: totalMinor }],
      },
      member: { ok: true, value: { memberId, status: 'active' } },
      actor: tillActor,
      correlationId: 'test',
      locale: 'en',
    };
  }

  async buy(one: PurchasePosting): Promise<PurchaseAnswer> {
    const [result] = await this.points.purchases.execute(this.programId, [one]);
    if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
    return result.value;
  }

  async giveBack(bought: Bought): Promise<ReturnAnswer> {
    const [answer] = await this.giveBackAtOnce([bought]);
    if (!answer) throw new Error('A return has an answer.');
    return answer;
  }

  async giveBackAtOnce(bought: readonly Bought[]): Promise<ReturnAnswer[]> {
    const postings = bought.map(({ transactionId }) => ({
      return: {
        returnId: randomUUID(),
        transactionId,
        storeId: 'S01',
        occurredAt: this.clock.now().toISOString(),
        items: [{ line: 1, quantity: 1 }],
      },
      actor: tillActor,
      correlationId: 'test',
      locale: 'en' as const,
    }));
    const results = await this.points.returns.execute(this.programId, postings);
    return results.map((result) => {
      if (!result.ok) throw new Error(`Refused: ${result.error.code}`);
      return result.value;
    });
  }

  pointsOf(code: string, { points }: PurchaseAnswer): number {
    return points.campaigns.filter((each) => each.code === code).reduce((sum, each) => sum + each.points, 0);
  }

  async available(memberId: string): Promise<number> {
    const now = this.clock.now();
    const question = { programId: this.programId, wallet: 'points', memberIds: [memberId], now, expiringUntil: now };
    return (await this.points.accounts.findAccounts(question))[0]?.available ?? -1;
  }

  act(memberId: string, activity: string, data: object, occurredAt: string): Happening {
    return {
      memberId,
      trigger: 'event',
      occurredAt: new Date(occurredAt),
      eventId: randomUUID(),
      reference: randomUUID(),
      activity,
      data: { ...data },
    };
  }

  enrolment(memberId: string, occurredAt: string): Happening {
    return { ...this.act(memberId, 'enrolment', {}, occurredAt), trigger: 'enrolment' };
  }

  acted(...happenings: readonly Happening[]): Promise<void> {
    return this.points.test.database.run(() => this.points.members.acted(this.programId, happenings));
  }

  enrolled(...happenings: readonly Happening[]): Promise<void> {
    return this.points.test.database.run(() => this.points.members.enrolled(this.programId, happenings));
  }
}
