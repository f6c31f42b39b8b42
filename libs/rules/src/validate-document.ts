import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface DocumentProblem {
  /** JSON pointer into the document. */
  readonly pointer: string;
  readonly detail: string;
}

const problemsMax = 20;
// Numbers with decimals are checked to 6 places: 1.1 is a multiple of 0.001, whatever the division says.
const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
  strictTypes: false,
  multipleOfPrecision: 6,
});
addFormats.default(ajv);
const compiled = new WeakMap<object, ValidateFunction>();

/** What is wrong with a rule document by its JSON Schema; empty when nothing is. At most 20 problems. */
export function validateDocument(schema: object, document: unknown): DocumentProblem[] {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  if (validate(document)) return [];
  return (validate.errors ?? []).slice(0, problemsMax).map((error) => {
    const extra = (error.params as { additionalProperty?: string }).additionalProperty;
    return {
      pointer: extra === undefined ? error.instancePath : `${error.instancePath}/${extra}`,
      detail: extra === undefined ? (error.message ?? 'is not valid') : 'is not a known field',
    };
  });
}
