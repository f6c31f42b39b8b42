import { randomUUID } from 'node:crypto';
import { Clock } from '#kernel/clock';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { churnDatabase } from './database/churn.database.js';
import { ScoringRunsStore } from './database/scoring-runs.store.js';
import type { StoredModel } from './domain/training/stored-model.js';
import { SilentProgress } from './workers/logged-progress.js';
import { workOn } from './workers/work-on.js';

const asOf = new Date('2026-11-21T02:15:00Z');
/** Two pages. */
const members = 1_300;
const model: StoredModel = {
  chosen: 'closedForm',
  horizonDays: 90,
  baseRate: 0.4,
  buying: { name: 'nbd', parameters: { r: 0.9, alpha: 60 }, covariance: null, gammaGamma: null, meanDayValue: 5_000 },
  classifier: null,
  bands: [],
  flags: [],
};

/** Ends its process at the n-th time that somebody asks. */
class DoomedClock extends Clock {
  asked = 0;

  constructor(private readonly livesFor: number) {
    super();
  }

  override now(): Date {
    this.asked += 1;
    if (this.asked > this.livesFor) throw new Error('killed');
    return asOf;
  }
}

describe('scoring everybody', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
  });
  afterAll(() => test.close());

  const score = (programId: string, clock: Clock = new FixedClock(asOf)) => {
    const { database } = test;
    const ids = new RandomIds(new FixedClock(asOf));
    const outbox = new OutboxStore({ source: 'churn', database, ids, onCommitted: () => undefined });
    const means = { database, clock, ids, outbox, progress: new SilentProgress() };
    return workOn({ kind: 'score', programId, asOf }, means);
  };

  /** A programme with the same members every time, half of them with a score that is no longer theirs. */
  const populated = async (): Promise<string> => {
    const programId = randomUUID();
    await test.database.query("INSERT INTO programs VALUES ($1, 'CNY', 'Asia/Shanghai')", [programId]);
    await test.database.query(
      `INSERT INTO models (program_id, model_id, version, status, requested_by, as_of, horizon_days, seed, started_at, model)
       VALUES ($1, $2, 1, 'champion', 'test', $3, 90, 1, $3, $4::jsonb)`,
      [programId, randomUUID(), asOf, JSON.stringify(model)],
    );
    for (const statement of populateSql) await test.database.query(statement, [programId, members, asOf]);
    return programId;
  };

  /** Everything that a night leaves behind. */
  const night = async (programId: string): Promise<readonly object[][]> => {
    const read = async (sql: string): Promise<object[]> => test.database.query(sql, [programId]);
    return [
      await read('SELECT member_id, score, level, impact, clv_minor FROM scores WHERE program_id = $1 ORDER BY 1'),
      await read('SELECT member_id, score, rose FROM score_history WHERE program_id = $1 ORDER BY 1, scored_at'),
      await read(
        `SELECT taken_on, dimension, name, basic, warning, crisis, probability_sum, loss_minor, clv_minor
           FROM risk_cells WHERE program_id = $1 ORDER BY dimension, name`,
      ),
      await read(
        "SELECT member_id FROM outbox WHERE program_id = $1 AND type = 'churn.risk-level-changed.v1' ORDER BY 1",
      ),
    ];
  };

  it('goes on where a crash broke it off, wherever that was', async () => {
    const untouched = await populated();
    const clock = new DoomedClock(Number.POSITIVE_INFINITY);
    await score(untouched, clock);
    const whole = await night(untouched);
    expect(whole.map(({ length }) => length)).toEqual([members, members, expect.any(Number), expect.any(Number)]);
    expect(whole[3]?.length).toBeGreaterThan(members / 4);

    for (let livesFor = 0; livesFor < clock.asked; livesFor++) {
      const programId = await populated();
      await expect(score(programId, new DoomedClock(livesFor))).rejects.toThrow('killed');
      await score(programId);
      expect(await night(programId)).toEqual(whole);
    }
  });

  it('is done once by two at the same time, and again without another word', async () => {
    const [alone, crowded] = [await populated(), await populated()];
    await score(alone);
    await Promise.all([score(crowded), score(crowded)]);
    const once = await night(alone);
    expect(await night(crowded)).toEqual(once);
    await score(crowded);
    expect(await night(crowded)).toEqual(once);
  });

  it('forgets what a history tells of more than 400 days ago, but not what held then', async () => {
    const programId = await populated();
    const [{ memberId } = { memberId: '' }] = await test.database.query<{ memberId: string }>(
      'SELECT member_id AS "memberId" FROM scores WHERE program_id = $1 ORDER BY member_id LIMIT 1',
      [programId],
    );
    await test.database.query(
      `INSERT INTO score_history (program_id, member_id, scored_at, score, level, probability, model_version)
       SELECT $1, $2, $3::timestamptz - days * interval '1 day', 50, 'basic', 0, 'v0'
         FROM unnest(ARRAY[900, 500, 401, 399]) AS days`,
      [programId, memberId, asOf],
    );
    await score(programId);
    const left = await test.database.query(
      `SELECT extract(day FROM $3::timestamptz - scored_at)::integer AS days
         FROM score_history WHERE program_id = $1 AND member_id = $2 ORDER BY scored_at`,
      [programId, memberId, asOf],
    );
    expect(left).toEqual([{ days: 401 }, { days: 399 }, { days: 0 }]);
  });

  it('is found where nobody goes on with it', async () => {
    const programId = await populated();
    await expect(score(programId, new DoomedClock(5))).rejects.toThrow('killed');
    const runs = new ScoringRunsStore(test.database);
    expect(await runs.abandoned(new Date(asOf.getTime() - 1))).toEqual([]);
    expect(await runs.abandoned(asOf)).toContainEqual({ programId, asOf });
    await score(programId);
    expect(await runs.abandoned(asOf)).not.toContainEqual({ programId, asOf });
  });
});

const populateSql = [
  `INSERT INTO members (program_id, member_id, tier, days)
   SELECT $1, md5('member ' || n)::uuid, (ARRAY['silver-1', 'gold-1'])[1 + n % 3], 1 FROM generate_series(1, $2::integer) n
    WHERE $3::timestamptz IS NOT NULL`,
  `INSERT INTO purchases (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor,
                          known_at, store_id, channel, categories)
   SELECT $1, md5('member ' || n)::uuid, md5(n || ' ' || day)::uuid, $3::timestamptz - day * interval '1 day', 'CNY', 100 * (n % 97),
          100, 100 * (n % 97), $3::timestamptz - day * interval '1 day', 'S' || n % 5, 'pos', ARRAY['food']
     FROM generate_series(1, $2::integer) n, generate_series(n % 400, n % 400 + 8 * (n % 31), 8 + n % 31) day`,
  `INSERT INTO scores (program_id, member_id, model_version, horizon_days, scored_at, facts_read_at, snapshot_id, score, level,
                       probability, impact, urgency, low, high, expected_purchases, clv_minor, value_minor, loss_minor,
                       contributions, flags)
   SELECT $1, md5('member ' || n)::uuid, 'v0', 90, $3::timestamptz - interval '1 day', $3::timestamptz - interval '1 day', 'none',
          100, (ARRAY['basic', 'crisis'])[1 + n % 2], 0, 0, 0, 0, 1, 0, 0, 0, 0, '[]', '{}'
     FROM generate_series(1, $2::integer, 2) n`,
];
