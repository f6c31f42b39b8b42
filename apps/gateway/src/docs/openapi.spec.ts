import { readFile, writeFile } from 'node:fs/promises';
import { restDefinitions } from '../rest-controllers.js';
import { openApiDocument } from './openapi.js';

const committed = new URL('../../openapi.json', import.meta.url);
const document = openApiDocument(restDefinitions());

describe('the OpenAPI document', () => {
  it('is the committed one; npm test -- -u writes it anew, and the change is reviewed as a change of the API', async () => {
    const text = `${JSON.stringify(document, null, 2)}\n`;
    // Jest's own switch for accepting what a test has found.
    if (process.argv.some((argument) => argument === '-u' || argument === '--updateSnapshot'))
      await writeFile(committed, text);
    expect(await readFile(committed, 'utf8')).toBe(text);
  });

  it('names every operation once', () => {
    const paths = document.paths as Record<string, Record<string, { operationId: string }>>;
    const ids = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.length).toBe(restDefinitions().length);
  });

  it('points only at schemas that are there', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    const { schemas } = document.components as { schemas: Record<string, unknown> };
    expect(references.filter((name) => name === undefined || !(name in schemas))).toEqual([]);
  });
});
