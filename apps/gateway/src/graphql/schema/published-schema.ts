import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { resolvers } from '../resolvers.js';

const header = '# Generated from the code by `npm run schema`; a test keeps it current.\n\n';

/** The schema by itself: nothing behind its fields answers. */
export async function bareSchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create(resolvers);
  await app.close();
  return schema;
}

/** The text of apps/gateway/schema.graphql. */
export function publishedText(schema: GraphQLSchema): string {
  return `${header}${printSchema(lexicographicSortSchema(schema))}\n`;
}
