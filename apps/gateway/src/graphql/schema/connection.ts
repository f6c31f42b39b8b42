import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Page } from '#contracts/internal/paging';

@ObjectType()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

export interface Edge<Item> {
  readonly cursor: string;
  readonly node: Item;
}

/** What a resolver answers for XConnection. */
export interface ConnectionOf<Item> {
  readonly edges: readonly Edge<Item>[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number | null;
}

/** The base class of XConnection; its edges are XEdge. */
export function connectionType(name: string, node: () => Type): Type {
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field(() => String)
    cursor!: string;

    @Field(node)
    node!: unknown;
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionType {
    @Field(() => [EdgeType])
    edges!: EdgeType[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;

    /** Null where counting would cost more than the page. */
    @Field(() => Int, { nullable: true })
    totalCount!: number | null;
  }

  return ConnectionType as Type;
}

/** A service's page as a connection. */
export function connectionOf<View, Item>(
  page: Page<View> & { readonly totalCount?: number },
  after: string | undefined,
  itemOf: (view: View) => Item,
): ConnectionOf<Item> {
  const edges = page.items.map(({ cursor, node }) => ({ cursor, node: itemOf(node) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: page.totalCount ?? null,
  };
}
