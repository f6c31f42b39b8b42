import { PublicApi } from '../public-api/public-api.js';
import { Progress } from '../replay/progress.js';
import { Random } from '../simulator/random.js';
import type { OracleArguments } from './arguments.js';
import { arrange } from './arrange.js';
import { compareCompletions, completionsOf } from './completions.js';
import { publishOffers } from './offer-campaigns.js';
import type { Completion, LoggedAct, OfferLog } from './offer-log.js';
import { planPhases } from './phases.js';
import { readCompletions } from './read-completions.js';
import { enrollMembers, requestsAtOnce, sendEvents, sendPurchases, waitForWindows } from './send-log.js';

const differencesListedMax = 10;

export interface OracleResult {
  readonly completions: number;
  readonly rewardMinor: number;
  /** Logged and not found. */
  readonly missed: number;
  /** Found and not logged. */
  readonly extra: number;
}

interface Surroundings {
  readonly baseUrl: string;
  readonly key: string;
  readonly messages: NodeJS.WriteStream;
  readonly signal?: AbortSignal;
}

/** Sends a log to a platform and compares what it completed with what the log says. */
export async function runOracle(
  log: OfferLog,
  options: OracleArguments,
  { messages, baseUrl, key, signal }: Surroundings,
): Promise<OracleResult> {
  reportLog(log, messages);
  const api = new PublicApi({ baseUrl, key, connections: requestsAtOnce, signal });
  try {
    await publishOffers(api, log.offers);
    await withProgress('Enrolling', log.members.size, messages, (onSent) =>
      enrollMembers({ api, start: options.start, onSent }, log),
    );
    await sendLog(api, log, options, messages);
    const lastHour = log.acts.reduce((last, { hour }) => Math.max(last, hour), 0);
    const found = await withProgress('Reading the ledger', log.members.size, messages, (onRead) =>
      readCompletions(api, log, { start: options.start, lastHour, onRead }),
    );
    const { missed, extra } = compareCompletions(log.completions, found);
    list('missed', missed, messages);
    list('extra', extra, messages);
    return {
      completions: found.length,
      rewardMinor: found.reduce((sum, { rewardMinor }) => sum + rewardMinor, 0),
      missed: missed.length,
      extra: extra.length,
    };
  } finally {
    await api.close();
  }
}

/** Phase by phase: events, then their windows are awaited, then purchases. */
async function sendLog(
  api: PublicApi,
  log: OfferLog,
  { start, shuffleSeed, redeliver, skipViewed }: OracleArguments,
  messages: NodeJS.WriteStream,
): Promise<void> {
  const random = new Random(`offers/${shuffleSeed ?? ''}`);
  const order = {
    shuffle: shuffleSeed === undefined ? undefined : random.fork('shuffle'),
    redeliver: { share: redeliver, random: random.fork('redeliver') },
  };
  const phases = planPhases(skipViewed ? log.acts.filter(({ act }) => act.type !== 'viewed') : log.acts);
  const arranged = phases.map(({ events, purchases }) => ({
    events: arrange(events, order),
    purchases: arrange(purchases, order),
  }));
  const total = arranged.reduce((sum, { events, purchases }) => sum + events.length + purchases.length, 0);
  await withProgress('Sending events and purchases', total, messages, async (onSent) => {
    for (const [index, { events, purchases }] of arranged.entries()) {
      await sendEvents({ api, start, onSent }, events);
      if (purchases.length === 0) continue;
      await waitForWindows({ api, start }, log, phases.slice(0, index + 1));
      await sendPurchases({ api, start, onSent }, purchases);
    }
  });
}

async function withProgress<Result>(
  what: string,
  total: number,
  messages: NodeJS.WriteStream,
  work: (onDone: (items: number) => void) => Promise<Result>,
): Promise<Result> {
  const progress = new Progress(what, total, messages);
  let done = 0;
  return work((items) => {
    done += items;
    progress.update(done);
  }).finally(() => progress.stop());
}

function reportLog(log: OfferLog, messages: NodeJS.WriteStream): void {
  const counts = count(log.acts);
  messages.write(
    `${log.offers.length} offers, ${log.members.size} members, ${counts.received} received, ${counts.viewed} viewed, ` +
      `${counts.purchase} purchases, ${log.completions.length} completions.\n`,
  );
  const { missed, extra } = compareCompletions(log.completions, completionsOf(log));
  if (missed.length + extra.length === 0) return;
  messages.write(
    `By the rules of its offers the log would complete ${extra.length} that it does not list, and not ${missed.length} that it lists.\n`,
  );
}

function count(acts: readonly LoggedAct[]): Record<LoggedAct['act']['type'], number> {
  const counts = { received: 0, viewed: 0, purchase: 0 };
  for (const { act } of acts) counts[act.type]++;
  return counts;
}

function list(what: string, completions: readonly Completion[], messages: NodeJS.WriteStream): void {
  for (const { member, offerId, hour } of completions.slice(0, differencesListedMax)) {
    messages.write(`${what}: member ${member}, offer ${offerId}, hour ${String(hour)}\n`);
  }
}
