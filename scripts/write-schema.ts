import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { bareSchema, publishedText } from '../apps/gateway/src/graphql/schema/published-schema.js';

// Writes the GraphQL schema that the gateway serves, so that a change of it shows in review.
const path = 'apps/gateway/schema.graphql';
await writeFile(path, publishedText(await bareSchema()));
process.stdout.write(`Wrote ${path}.\n`);
