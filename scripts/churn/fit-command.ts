import { fittedModelNames, type FittedModelName } from '../../apps/churn/src/domain/buying/buying-model.js';
import { buyingModel } from '../../apps/churn/src/domain/buying/fit-buying-model.js';
import { historyAt, type TimeUnit } from '../../apps/churn/src/domain/buying/history.js';
import { trainBuyingModel, type TrainedBuyingModel } from '../../apps/churn/src/domain/buying/train-buying-model.js';
import { formatDay, parseDay } from './calendar-day.js';
import { choiceOf, exitCodes, parseCommandLine, print, required, UsageError, warn, type Command } from './command.js';
import { holdoutOf } from './holdout.js';
import { parameterIntervals } from './parameter-intervals.js';
import { readPurchases, type PurchaseFile } from './purchase-file.js';

const units = ['day', 'week'] as const;

const usage = `Usage: npm run churn:fit -- <file> [options]

Fits when members buy and what they spend by maximum likelihood, and writes the fit as JSON for churn:predict.

  <file>                  CSV, plain or .gz: member,date,value, one purchase a line, in any order. A member's purchases of one day
                          are one; a header may name the columns in another order; without value no spending is fitted
  --model <name>          ${fittedModelNames.join(', ')} (default mbgnbd)
  --unit <unit>           ${units.join(' or ')}: the unit of times and parameters (default week)
  --calibration-end <day> last day to fit on (default: the observation's end)
  --observation-end <day> last day that counts (default: the last in the file); what lies between is compared to the forecast
  --help                  shows this

Exit: 0 fitted · 1 the file holds too little to fit, "unavailable" says why · 2 the command line or a row cannot be used
`;

interface FitOptions {
  readonly file: string;
  readonly model: FittedModelName;
  readonly unit: TimeUnit;
  readonly calibrationEnd: number | undefined;
  readonly observationEnd: number | undefined;
}

export const fitCommand: Command = {
  usage,
  run: async (args) => {
    const options = parseOptions(args);
    const purchases = await readPurchases(options.file);
    const { result, isFitted } = fit(purchases, options);
    await print(`${JSON.stringify(result, undefined, 2)}\n`);
    return isFitted ? exitCodes.done : exitCodes.notSo;
  },
};

function parseOptions(args: readonly string[]): FitOptions {
  const { file, values } = parseCommandLine(args, ['model', 'unit', 'calibration-end', 'observation-end']);
  return {
    file: required(file, 'The file of purchases'),
    model: choiceOf(values['model'] ?? 'mbgnbd', '--model', fittedModelNames),
    unit: choiceOf(values['unit'] ?? 'week', '--unit', units),
    calibrationEnd: dayOf(values['calibration-end'], '--calibration-end'),
    observationEnd: dayOf(values['observation-end'], '--observation-end'),
  };
}

/** @throws UsageError */
export function dayOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new UsageError(`${name} must be a day such as 2026-11-21, not ${text}.`);
  return day;
}

function fit(
  { members, firstDay, lastDay }: PurchaseFile,
  { model, unit, ...ends }: FitOptions,
): { readonly result: object; readonly isFitted: boolean } {
  const observationEnd = ends.observationEnd ?? lastDay;
  const calibrationEnd = ends.calibrationEnd ?? observationEnd;
  if (calibrationEnd > observationEnd) {
    throw new UsageError(`--calibration-end is after the observation's end, ${formatDay(observationEnd)}.`);
  }
  if (calibrationEnd < firstDay) {
    throw new UsageError(`Nothing to fit on: the first purchase is of ${formatDay(firstDay)}.`);
  }
  const histories = members.flatMap(({ days }) => historyAt(days, calibrationEnd, unit) ?? []);
  const head = { model, unit, n: histories.length };
  const window = { calibrationEnd: formatDay(calibrationEnd), observationEnd: formatDay(observationEnd) };
  const trained = trainBuyingModel(model, histories);
  if ('unavailable' in trained) {
    const nothing = {
      params: null,
      logLikelihood: null,
      gammaGamma: null,
      spending: null,
      degenerate: false,
      holdout: null,
    };
    return { result: { ...head, ...nothing, unavailable: trained.unavailable, ...window }, isFitted: false };
  }
  tell(trained);
  const holdout =
    calibrationEnd === observationEnd
      ? null
      : holdoutOf(members, buyingModel(trained.used.name, trained.used.parameters), {
          calibrationEnd,
          observationEnd,
          unit,
        });
  return { result: { ...head, ...describe(trained), holdout, ...window }, isFitted: true };
}

function describe({ fit: { parameters, logLikelihood, estimate }, ...trained }: TrainedBuyingModel): object {
  const { spending, degeneracies, nbd, isThin } = trained;
  const isDegenerate = degeneracies.length > 0;
  return {
    params: parameters,
    logLikelihood,
    ...describeSpending(spending),
    degenerate: isDegenerate,
    degeneracies,
    fallback: isDegenerate ? { model: nbd.name, params: nbd.parameters, logLikelihood: nbd.logLikelihood } : null,
    thinData: isThin,
    intervals: parameterIntervals(Object.keys(parameters), estimate),
  };
}

/** Where all spend alike there are no parameters to tell: the mean value is what predictions use. */
function describeSpending(spending: TrainedBuyingModel['spending']): object {
  if (!spending) return { gammaGamma: null, spending: null };
  if (spending.degenerate) return { gammaGamma: null, spending: { ...spending, fallback: 'mean_value' } };
  const { degenerate, ...gammaGamma } = spending;
  return { gammaGamma, spending: { degenerate, fallback: null } };
}

function tell({ degeneracies, isThin, spending }: TrainedBuyingModel): void {
  if (degeneracies.length > 0) {
    warn(
      `The fit is degenerate (${degeneracies.join(', ')}): its P(alive) means nothing, and plain NBD is what predictions use.`,
    );
  }
  if (spending?.degenerate === true) {
    warn(
      'Members spend alike: no more than their own days differ. The mean value is what predictions use for everybody.',
    );
  }
  if (isThin) warn('The fit stands on few members or few who came back: see its intervals.');
}
