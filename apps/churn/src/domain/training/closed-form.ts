import type { History } from '../buying/history.js';
import { historyAt } from '../buying/history.js';
import { buyingModel, type BuyingFit } from '../buying/fit-buying-model.js';
import { trainBuyingModel, type TrainedBuyingModel } from '../buying/train-buying-model.js';
import type { KnownMember } from '../features/member-purchases.js';
import type { StoredBuying } from './stored-model.js';

export interface TrainedClosedForm {
  readonly stored: StoredBuying;
  readonly trained: TrainedBuyingModel;
}

/** MBG/NBD with Gamma-Gamma, or plain NBD in place of a degenerate fit; or the code of what is missing. */
export function trainClosedForm(
  members: readonly KnownMember[],
  cutDay: number,
): TrainedClosedForm | { readonly unavailable: string } {
  const histories = historiesOf(members, cutDay);
  const trained = trainBuyingModel('mbgnbd', histories);
  if ('unavailable' in trained) return trained;
  const fit: BuyingFit = trained.used.name === 'nbd' ? trained.nbd : trained.fit;
  const { spending } = trained;
  const repeats = histories.filter(({ frequency }) => frequency > 0);
  const [value, days] = repeats.reduce(
    ([sum, count], { frequency, meanValue }) => [sum + frequency * meanValue, count + frequency],
    [0, 0],
  );
  const stored: StoredBuying = {
    name: fit.name,
    parameters: fit.parameters,
    covariance: fit.estimate.covariance?.to2DArray() ?? null,
    gammaGamma: spending?.degenerate === false ? { p: spending.p, q: spending.q, v: spending.v } : null,
    meanDayValue: days === 0 ? 0 : value / days,
    isSpendingAlike: spending?.degenerate === true,
  };
  return { stored, trained };
}

/** 1 − P(buys within the horizon), never 1 − P(alive). */
export function closedFormChurn(
  { name, parameters }: StoredBuying,
  members: readonly KnownMember[],
  cutDay: number,
  horizonDays: number,
): Float64Array {
  const model = buyingModel(name, parameters);
  return Float64Array.from(
    historiesOf(members, cutDay),
    (history) => 1 - model.probabilityOfBuying(history, horizonDays),
  );
}

/** @throws for a member without a purchase by the cut: such a member is not known */
export function historiesOf(members: readonly KnownMember[], cutDay: number): History[] {
  return members.map(({ member, days }) => {
    const history = historyAt(days, cutDay, 'day');
    if (!history) throw new Error(`${member} had bought nothing by the cut.`);
    return history;
  });
}
