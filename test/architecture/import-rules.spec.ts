import { basename } from 'node:path';
import { cruise } from 'dependency-cruiser';
import type { ICruiseResult, IViolation } from 'dependency-cruiser';
import { cruiseOptions, importRules } from '../../scripts/house/import-rules.mjs';

const planted = 'test/architecture/planted/';
const helper = 'anything';

/** `domain-is-pure.typeorm.ts` is planted against the rule `domain-is-pure`. */
const ruleOf = (path: string) => basename(path).split('.')[0] ?? '';
const rules = importRules(planted).map(({ name }) => name);

describe('the import rules', () => {
  let result: ICruiseResult;
  beforeAll(async () => (result = await cruisePlanted()));

  it('have a planted violation each, and no planted file without its rule', () => {
    const plantedRules = result.modules
      .map(({ source }) => source)
      .filter((source) => source.startsWith(planted))
      .map(ruleOf);
    expect([...new Set(plantedRules)].filter((rule) => rule !== helper).sort()).toEqual([...rules].sort());
  });

  it.each(rules)('%s refuses each of its planted violations', (rule) => {
    const files = result.modules.map(({ source }) => source).filter((source) => ruleOf(source) === rule);
    const caught = violations(result)
      .filter((violation) => violation.rule.name === rule)
      .flatMap(({ from, cycle }) => [from, ...(cycle ?? []).map(({ name }) => name)]);
    expect(files.filter((file) => !caught.includes(file))).toEqual([]);
  });
});

/** That the project itself keeps the rules is a step of the house check. */
async function cruisePlanted(): Promise<ICruiseResult> {
  const { output } = await cruise([planted], {
    ...cruiseOptions,
    validate: true,
    ruleSet: { forbidden: importRules(planted) },
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text, not with a result');
  return output;
}

function violations(result: ICruiseResult): IViolation[] {
  return result.summary.violations;
}
