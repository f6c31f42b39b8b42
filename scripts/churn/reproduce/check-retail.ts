import { buyingModel } from '../../../apps/churn/src/domain/buying/fit-buying-model.js';
import { fittedModelNames } from '../../../apps/churn/src/domain/buying/buying-model.js';
import { historyAt } from '../../../apps/churn/src/domain/buying/history.js';
import { trainBuyingModel } from '../../../apps/churn/src/domain/buying/train-buying-model.js';
import { churnLabels, knownAt, type MemberDays } from '../../../apps/churn/src/domain/evaluation/known-at.js';
import { readReceipts } from '../../replay/read-receipts.js';
import { parseDay } from '../calendar-day.js';
import { atLeast, exactly, within, type Check } from './check.js';

const cutDay = parseDay('2011-04-01') ?? Number.NaN;
const horizonDays = 90;
const meanAliveDigits = 1e-3;

/** A retailer whose members do leave, and whose dropout part collapses in every fit: it must be found out, and not shown. */
export async function checkRetail(path: string): Promise<Check[]> {
  const members = await readMembers(path);
  const labels = churnLabels(members, cutDay, horizonDays);
  const histories = knownAt(members, cutDay).flatMap(({ days }) => historyAt(days, cutDay, 'week') ?? []);
  const left = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return [
    atLeast('share that buys nothing in 90 days', 0.4, left),
    ...fittedModelNames.flatMap((name) => {
      const trained = trainBuyingModel(name, histories);
      if ('unavailable' in trained) return [exactly(`${name}: fitted`, 1, 0)];
      const model = buyingModel(name, trained.fit.parameters);
      const alive = histories.reduce((sum, history) => sum + (model.probabilityAlive(history) ?? Number.NaN), 0);
      return [
        within(`${name}: mean P(alive) of the fit`, 1, alive / histories.length, meanAliveDigits),
        exactly(`${name}: signs of degeneracy found, of 3`, 3, trained.degeneracies.length),
        exactly(`${name}: plain NBD predicts in its place`, 1, Number(trained.used.name === 'nbd')),
      ];
    }),
  ];
}

async function readMembers(path: string): Promise<MemberDays[]> {
  const { receipts } = await readReceipts(path, { format: 'online-retail', currency: 'GBP' });
  const members = new Map<string, Map<number, number>>();
  for (const { body } of receipts) {
    const day = parseDay(body.occurredAt);
    if (body.member === undefined || day === undefined) continue;
    const days = members.get(body.member) ?? new Map<number, number>();
    members.set(body.member, days.set(day, (days.get(day) ?? 0) + body.totalMinor / 100));
  }
  return [...members].map(([member, days]) => ({
    member,
    days: [...days].sort(([one], [other]) => one - other).map(([day, value]) => ({ day, value })),
  }));
}
