import { fittedModelNames } from '../../../apps/churn/src/domain/buying/buying-model.js';
import { buyingModel } from '../../../apps/churn/src/domain/buying/fit-buying-model.js';
import { relative, type Check } from './check.js';
import { references } from './reference-values.js';

const tolerance = 1e-6;

/** Predictions at given parameters, which need no file. */
export function checkReferences(): Check[] {
  return fittedModelNames.flatMap((name) => {
    const { parameters, predictions, newcomerIn52 } = references[name];
    const model = buyingModel(name, parameters);
    return [
      ...predictions.flatMap(({ x, recency, age, horizon, alive, buys, expected }) => {
        const history = { frequency: x, recency, age, meanValue: 0 };
        const given = `${x}, ${recency}, ${age}`;
        return [
          relative(`${name} P(alive | ${given})`, alive, model.probabilityAlive(history) ?? Number.NaN, tolerance),
          ...(buys === undefined
            ? []
            : [
                relative(
                  `${name} P(buys in ${horizon} | ${given})`,
                  buys,
                  model.probabilityOfBuying(history, horizon),
                  tolerance,
                ),
              ]),
          relative(
            `${name} E[Y(${horizon}) | ${given}]`,
            expected,
            model.expectedPurchases(history, horizon),
            tolerance,
          ),
        ];
      }),
      relative(`${name} E[X(52)]`, newcomerIn52, model.expectedPurchasesOfNewcomer(52), tolerance),
    ];
  });
}
