import type { FittedModelName, ModelName } from './buying-model.js';
import { dataGap, isThin, type DataGap } from './data-gap.js';
import { degeneracies, type Degeneracy } from './degeneracy.js';
import { buyingModel, fitBuyingModel, type BuyingFit, type Parameters } from './fit-buying-model.js';
import { fitGammaGamma, type GammaGammaFit, type SpendingAlike } from './fit-gamma-gamma.js';
import { groupHistories } from './history-groups.js';
import type { History } from './history.js';

export interface TrainedBuyingModel {
  readonly fit: BuyingFit;
  /** Undefined where too few came back and spent something. */
  readonly spending: GammaGammaFit | SpendingAlike | undefined;
  /** Empty for a sound fit. */
  readonly degeneracies: readonly Degeneracy[];
  /** What to predict with: the fit itself, or plain NBD in place of a degenerate one. */
  readonly used: { readonly name: ModelName; readonly parameters: Parameters };
  readonly nbd: BuyingFit;
  readonly isThin: boolean;
}

/** Fits when members buy and what they spend, and judges the fit; or names what is missing. */
export function trainBuyingModel(
  name: FittedModelName,
  histories: readonly History[],
): TrainedBuyingModel | { readonly unavailable: DataGap } {
  const gap = dataGap(histories);
  if (gap) return { unavailable: gap };
  const groups = groupHistories(histories);
  const fit = fitBuyingModel(name, groups);
  const nbd = fitBuyingModel('nbd', groups);
  const found = degeneracies(fit, buyingModel(name, fit.parameters), nbd.logLikelihood, groups);
  return {
    fit,
    spending: fitGammaGamma(histories),
    degeneracies: found,
    used: found.length === 0 ? fit : nbd,
    nbd,
    isThin: isThin(histories),
  };
}
