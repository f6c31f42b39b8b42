import { randomUUID } from 'node:crypto';
import type { InternalCallDefinition } from '#contracts/internal/call';
import {
  backTestCampaign,
  type BackTestPage,
  checkCampaignDraft,
  listCampaigns,
  listCampaignVersions,
  pauseCampaign,
  publishCampaign,
  putCampaignDraft,
  rollbackCampaign,
  tryCampaign,
} from '#contracts/internal/campaigns';
import { postPurchases } from '#contracts/internal/points';
import { EventOutbox } from '#contracts/events/outbox';
import { type TestDatabase } from '#testing/test-database';
import { FixedClock } from '#testing/fixed-clock';
import { CampaignCatalogue } from './application/campaign-catalogue.js';
import { PgCampaignDocumentStore } from './database/pg-campaign-document.store.js';
import { type PointsService, startPointsService } from '../../../test/worlds/points-service.js';

const actor = { type: 'client', id: 'operator', scope: 'admin' } as const;

describe('campaigns as documents', () => {
  let test: TestDatabase;
  let service: PointsService;
  let programId: string;

  beforeAll(async () => {
    service = await startPointsService();
    ({ test } = service);
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    programId = randomUUID();
  });

  async function send<Request, Response>(call: InternalCallDefinition<Request, Response>, payload: Request) {
    const response = await service.call({ programId, actor }, call, payload);
    return { status: response.statusCode, body: response.json<Response & { code: string; errors: unknown[] }>() };
  }

  const code = 'double-friday';
  const definition = (points: number) => ({
    title: { en: 'Double Friday', zh: '周五双倍' },
    trigger: 'purchase',
    effect: { type: 'per_amount', points, perMajorUnits: 1 },
    caps: [{ per: 'day', points: 1_000 }],
    budget: { points: 100_000 },
    validFrom: '2026-11-01T00:00:00+08:00',
    validTo: '2026-12-01T00:00:00+08:00',
  });
  const draft = async (points: number, ifMatch?: string) =>
    send(putCampaignDraft, { code, definition: definition(points), ifMatch });
  const publishDraft = async (points: number, effectiveFrom?: string) => {
    const { contentHash } = (await draft(points)).body;
    return (await send(publishCampaign, { code, contentHash, effectiveFrom })).body;
  };
  const deciding = async (catalogue = service.app.get(CampaignCatalogue)) =>
    (await catalogue.decidingIn(programId)).map(({ document }) => `${document.code}/${document.version}`);

  it('takes a draft to a version, and a change to the next one', async () => {
    const first = await draft(2);
    expect(first).toMatchObject({ status: 200, body: { code, version: 1, status: 'draft', publishedAt: null } });
    const published = await send(publishCampaign, { code, contentHash: first.body.contentHash });
    expect(published).toMatchObject({
      status: 200,
      body: { version: 1, status: 'published', contentHash: first.body.contentHash, effectiveFrom: null },
    });
    await draft(3);
    const review = await send(checkCampaignDraft, { code });
    expect(review.body).toMatchObject({
      version: 2,
      publishedVersion: 1,
      changes: [{ pointer: '/effect/points', from: 2, to: 3 }],
    });
    expect((await publishDraft(3)).version).toBe(2);
    const { versions } = (await send(listCampaignVersions, { code })).body;
    expect(versions.map(({ version, status }) => [version, status])).toEqual([
      [2, 'published'],
      [1, 'retired'],
    ]);
  });

  it('puts a publication in force in every process, and announces it once', async () => {
    const clock = new FixedClock();
    const outbox = service.app.get(EventOutbox);
    const elsewhere = new CampaignCatalogue(new PgCampaignDocumentStore(test.database), test.database, outbox, clock);
    expect(await deciding()).toEqual(['base/1']);
    expect(await deciding(elsewhere)).toEqual(['base/1']);
    await publishDraft(2);
    expect(await deciding()).toEqual(['base/1', `${code}/1`]);
    clock.advance(1_000);
    expect(await deciding(elsewhere)).toEqual(['base/1', `${code}/1`]);
    const events = await test.database.query<{ type: string }>(
      `SELECT type FROM outbox WHERE program_id = $1 AND type = 'points.campaign-published.v1'`,
      [programId],
    );
    expect(events).toHaveLength(2);
  });

  it('publishes once, however often it is asked at once', async () => {
    const { contentHash } = (await draft(2)).body;
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(publishCampaign, { code, contentHash })));
    expect(answers.map(({ status, body }) => [status, body.version])).toEqual(Array(4).fill([200, 1]));
  });

  it('refuses the second of two editors who began with the same draft', async () => {
    const { contentHash } = (await draft(2)).body;
    const edits = await Promise.all([draft(3, contentHash), draft(4, contentHash)]);
    expect(edits.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [200, code],
      [409, 'draft_changed'],
    ]);
    expect(await send(publishCampaign, { code, contentHash })).toMatchObject({
      status: 409,
      body: { code: 'draft_changed' },
    });
  });

  it('lets the first edit of a published campaign name the version that it was made from', async () => {
    expect((await draft(2, '*')).body.code).toBe('draft_changed');
    const { contentHash } = await publishDraft(2);
    expect((await draft(3, 'another')).body.code).toBe('draft_changed');
    expect((await draft(3, contentHash)).status).toBe(200);
    expect((await draft(4, '*')).status).toBe(200);
  });

  it('refuses a draft that somebody overtook', async () => {
    await publishDraft(2);
    await publishDraft(3);
    const { contentHash } = (await draft(4)).body;
    expect((await send(rollbackCampaign, { code, version: 1 })).body.version).toBe(3);
    expect((await send(publishCampaign, { code, contentHash })).body.code).toBe('draft_changed');
  });

  it('rolls back to the content of an older version, once', async () => {
    await publishDraft(2);
    await publishDraft(3);
    const back = await send(rollbackCampaign, { code, version: 1 });
    expect(back.body).toMatchObject({ version: 3, status: 'published', definition: { effect: { points: 2 } } });
    expect((await send(rollbackCampaign, { code, version: 1 })).body).toEqual(back.body);
    expect(await send(rollbackCampaign, { code, version: 9 })).toMatchObject({ status: 404 });
    expect(await send(rollbackCampaign, { code: 'nobody', version: 1 })).toMatchObject({ status: 404 });
  });

  it('pauses and goes on', async () => {
    await publishDraft(2);
    expect((await send(pauseCampaign, { code, paused: true })).body).toMatchObject({ version: 1, status: 'paused' });
    expect(await deciding()).toEqual(['base/1']);
    expect((await send(pauseCampaign, { code, paused: false })).body.status).toBe('published');
    expect(await deciding()).toEqual(['base/1', `${code}/1`]);
    expect((await send(pauseCampaign, { code: 'nobody', paused: true })).body.code).toBe('not_found');
    await send(pauseCampaign, { code, paused: true });
    expect(await publishDraft(3)).toMatchObject({ version: 2, status: 'published' });
  });

  it('keeps the version before for what occurred before a version is effective', async () => {
    await publishDraft(2);
    await publishDraft(3, '2026-11-20T00:00:00+08:00');
    expect(await deciding()).toEqual(['base/1', `${code}/2`, `${code}/1`]);
  });

  it('says what is wrong with a document', async () => {
    const shape = await send(putCampaignDraft, { code, definition: { ...definition(2), sotres: ['S1'] } });
    expect(shape).toMatchObject({
      status: 422,
      body: { code: 'rule_invalid', errors: [{ pointer: '/sotres', detail: 'is not a known field' }] },
    });
    const never = { ...definition(2), validTo: '2026-10-01T00:00:00+08:00' };
    const { body } = await send(putCampaignDraft, { code, definition: never });
    const refused = await send(publishCampaign, { code, contentHash: body.contentHash });
    expect(refused).toMatchObject({ status: 422, body: { code: 'rule_invalid' } });
    expect(refused.body.errors).toEqual([expect.objectContaining({ code: 'unreachable' })]);
    expect((await send(putCampaignDraft, { code: 'Bad Code', definition: definition(2) })).status).toBe(422);
  });

  it('lists every campaign by code, page by page', async () => {
    await publishDraft(2);
    await send(putCampaignDraft, { code: 'a-draft', definition: definition(2) });
    const first = (await send(listCampaigns, { first: 2 })).body;
    expect(first.items.map(({ node }) => [node.code, node.version, node.status])).toEqual([
      ['a-draft', 1, 'draft'],
      ['base', 1, 'published'],
    ]);
    const rest = (await send(listCampaigns, { first: 2, after: first.items[1]?.cursor })).body;
    expect(rest.items.map(({ node }) => node.code)).toEqual([code]);
    expect(rest.hasNextPage).toBe(false);
  });

  /** In the order in which a back-test goes through them. */
  const members = Array.from({ length: 3 }, () => randomUUID()).toSorted();
  const buy = async (
    transactionId: string,
    memberId: string,
    { occurredAt, totalMinor }: { occurredAt: string; totalMinor: number },
  ) => {
    const purchase = {
      transactionId,
      member: 'card:1',
      occurredAt,
      currency: 'CNY',
      totalMinor,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: totalMinor }],
    };
    const member = { ok: true, value: { memberId, status: 'active' } } as const;
    const posting = { purchaseId: randomUUID(), purchase, member, actor, correlationId: 'test', locale: 'en' } as const;
    const { body } = await send(postPurchases, { postings: [posting] });
    expect(body.results[0]).toMatchObject({ ok: true });
  };

  it('tries a draft on a stored purchase and on one that is asked about', async () => {
    await buy('T1', members[0] ?? '', { occurredAt: '2026-11-10T10:00:00+08:00', totalMinor: 10_000 });
    await draft(2);
    const stored = await send(tryCampaign, { code, transactionId: 'T1' });
    expect(stored).toMatchObject({
      status: 200,
      body: { pointsDifference: 200, published: { points: { earned: 100 } }, drafted: { points: { earned: 300 } } },
    });
    const purchase = {
      occurredAt: '2026-10-10T10:00:00+08:00',
      currency: 'CNY',
      totalMinor: 5_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 5_000 }],
    };
    const asked = await send(tryCampaign, { code, evaluation: { purchase } });
    expect(asked.body).toMatchObject({
      pointsDifference: 0,
      drafted: { notApplied: [{ code, reason: 'not_valid_then' }] },
    });
    expect(await send(tryCampaign, { code, transactionId: 'T9' })).toMatchObject({ status: 404 });
    expect(await send(tryCampaign, { code: 'nobody', transactionId: 'T1' })).toMatchObject({ status: 404 });
  });

  it('replays stored purchases through what is published and what is drafted, in whole members, page by page', async () => {
    for (const [index, memberId] of members.entries()) {
      for (const hour of [10, 11, 12]) {
        await buy(`B-${index}-${hour}`, memberId, {
          occurredAt: `2026-11-1${index}T${hour}:00:00+08:00`,
          totalMinor: 30_000 * (index + 1),
        });
      }
    }
    await buy('B-before', members[0] ?? '', { occurredAt: '2026-10-24T10:00:00+08:00', totalMinor: 90_000 });
    await draft(2);
    const period = { code, from: '2026-11-01T00:00:00+08:00', to: '2026-12-01T00:00:00+08:00' };
    const pages: BackTestPage[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const { status, body } = await send(backTestCampaign, { ...period, first: 4, after });
      expect(status).toBe(200);
      pages.push(body);
      after = body.next;
    }
    expect(pages.map(({ purchases }) => purchases)).toEqual([3, 3, 3]);
    expect(pages.map(({ total }) => total)).toEqual([9, null, null]);
    const sum = (value: (page: BackTestPage) => number) => pages.reduce((all, page) => all + value(page), 0);
    expect(sum(({ published }) => published.points)).toBe(3 * (300 + 600 + 900));
    // 1,000 points a day at most: 3 × 600 → 1,000 for the first member already.
    expect(sum(({ drafted }) => drafted.points)).toBe(3 * (300 + 600 + 900) + 3 * 1_000);
    expect(sum(({ winners }) => winners)).toBe(3);
    expect(pages[0]?.drafted).toMatchObject({
      worth: [{ currency: 'CNY' }],
      campaigns: [
        { code: 'base', budget: null },
        { code, uses: 2, points: 1_000, budget: { points: 100_000 } },
      ],
    });
    const stale = { ...period, first: 4, after: pages[0]?.next ?? '', contentHash: 'another' };
    expect(await send(backTestCampaign, stale)).toMatchObject({ status: 409, body: { code: 'draft_changed' } });
    const otherPeriod = { ...period, to: '2026-11-30T00:00:00+08:00', after: pages[0]?.next ?? '' };
    expect(await send(backTestCampaign, otherPeriod)).toMatchObject({ status: 400 });
  });
});
