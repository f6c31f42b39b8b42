import type { EventOutbox } from '#contracts/events/outbox';
import type { Clock } from '#kernel/clock';
import type { Ids } from '#kernel/ids';
import type { Database } from '#platform/database/database';
import type { Work } from '../application/ports/background-work.js';
import type { WorkProgress } from '../application/ports/work-progress.js';
import { ScoreMembers } from '../application/scoring/score-members.js';
import { ScoreProgram } from '../application/scoring/score-program.js';
import { TakeSnapshot } from '../application/scoring/take-snapshot.js';
import { ServingModels } from '../application/scoring/serving-models.js';
import { TrainProgram } from '../application/training/train-program.js';
import { RaiseAlerts } from '../application/watch/raise-alerts.js';
import { PgMemberPurchasesReader } from '../database/member-purchases.reader.js';
import { ModelsStore } from '../database/models.store.js';
import { ProgramSettingsStore } from '../database/program-settings.store.js';
import { ScoringRunsStore } from '../database/scoring-runs.store.js';
import { ScoresStore } from '../database/scores.store.js';
import { WatchStore } from '../database/watch.store.js';

interface Means {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly outbox: EventOutbox;
  readonly progress: WorkProgress;
}

/** One work from beginning to end: what a thread does, and a test in its own process. */
export async function workOn(work: Work, { database, clock, ids, outbox, progress }: Means): Promise<void> {
  const models = new ModelsStore(database);
  const settings = new ProgramSettingsStore(database);
  const scores = new ScoresStore(database);
  const members = new PgMemberPurchasesReader(database);
  const serving = new ServingModels(models, settings, scores);
  const scoreMembers = new ScoreMembers(members, scores, database, outbox, clock);
  const raiseAlerts = new RaiseAlerts(new WatchStore(database), ids);
  const runs = new ScoringRunsStore(database);
  const takeSnapshot = new TakeSnapshot(members);
  const scoreProgram = new ScoreProgram(
    serving,
    runs,
    members,
    takeSnapshot,
    scoreMembers,
    scores,
    raiseAlerts,
    database,
    progress,
    ids,
    clock,
  );
  if (work.kind === 'score') {
    await scoreProgram.execute(work.programId, work.asOf);
    return;
  }
  await new TrainProgram(models, settings, members, scoreProgram, clock).execute(work.programId, work.modelId);
}
