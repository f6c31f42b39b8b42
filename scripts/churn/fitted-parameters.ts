import { readFile } from 'node:fs/promises';
import { fittedModelNames, type ModelName } from '../../apps/churn/src/domain/buying/buying-model.js';
import { parameterNames, type Parameters } from '../../apps/churn/src/domain/buying/fit-buying-model.js';
import type { GammaGammaParameters } from '../../apps/churn/src/domain/buying/gamma-gamma.js';
import { InputError } from './command.js';

/** What predictions are made with. */
export interface FittedParameters {
  readonly model: ModelName;
  readonly parameters: Parameters;
  readonly gammaGamma: GammaGammaParameters | undefined;
  /** Where all spend alike: everybody's value of a purchase. */
  readonly meanValue: number | undefined;
  /** The fit was degenerate: the model is its fallback. */
  readonly isFallback: boolean;
}

const modelNames: readonly ModelName[] = [...fittedModelNames, 'nbd'];

/**
 * @param text a file that churn:fit wrote, or JSON itself: a whole fit, or just the parameters, { r, alpha, a, b }
 * @param wanted the model to read bare parameters as
 * @throws InputError
 */
export async function readParameters(text: string, wanted: ModelName | undefined): Promise<FittedParameters> {
  const isInline = text.trimStart().startsWith('{');
  const source = isInline ? 'the parameters' : text;
  const fit = parse(isInline ? text : await readFile(text, 'utf8'), source);
  if (typeof fit['unavailable'] === 'string') throw new InputError(`${source} is no fit: ${fit['unavailable']}`);
  const isFallback = fit['degenerate'] === true && isObject(fit['fallback']);
  const chosen = isFallback ? (fit['fallback'] as Record<string, unknown>) : fit;
  const values = isObject(chosen['params']) ? chosen['params'] : chosen;
  const model = modelOf(chosen['model'], wanted, values, source);
  return {
    model,
    parameters: pick(values, parameterNames(model), source),
    gammaGamma: gammaGammaOf(fit, source),
    meanValue: meanValueOf(fit, source),
    isFallback,
  };
}

function modelOf(
  named: unknown,
  wanted: ModelName | undefined,
  values: Record<string, unknown>,
  source: string,
): ModelName {
  const found = modelNames.find((name) => name === named);
  if (found) return found;
  if (named !== undefined) throw new InputError(`${source}: model must be one of ${modelNames.join(', ')}`);
  if (wanted) return wanted;
  if ('s' in values) return 'pnbd';
  if ('a' in values) throw new InputError(`${source} names no model: say --model bgnbd or --model mbgnbd`);
  return 'nbd';
}

function gammaGammaOf(fit: Record<string, unknown>, source: string): GammaGammaParameters | undefined {
  const values = isObject(fit['gammaGamma']) ? fit['gammaGamma'] : fit;
  if (!('p' in values)) return undefined;
  const { p = 0, q = 0, v = 0 } = pick(values, ['p', 'q', 'v'], source);
  return { p, q, v };
}

function meanValueOf({ spending }: Record<string, unknown>, source: string): number | undefined {
  if (!isObject(spending) || spending['degenerate'] !== true) return undefined;
  return pick(spending, ['meanValue'], source)['meanValue'];
}

function pick(values: Record<string, unknown>, names: readonly string[], source: string): Parameters {
  return Object.fromEntries(
    names.map((name) => {
      const value = values[name];
      if (typeof value !== 'number' || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
        throw new InputError(
          `${source}: ${name} must be a number above 0, not ${value === undefined ? 'missing' : JSON.stringify(value)}`,
        );
      }
      return [name, value];
    }),
  );
}

function parse(text: string, source: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw new InputError(`${source} is not JSON: ${(error as Error).message}`);
  }
  throw new InputError(`${source} must be a JSON object`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
