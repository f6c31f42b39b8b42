import { cruiseOptions, importRules } from './scripts/house/import-rules.mjs';

export default {
  forbidden: importRules(),
  options: { ...cruiseOptions, exclude: { path: '^(dist|coverage|\\.keepsake|test/architecture/planted)/' } },
};
