import { type Page, type PageRequest, pageSizeDefault } from '#contracts/internal/paging';
import type { PageDto } from '#contracts/public/paging.dto';

export interface ListAnswer<Item> {
  readonly data: readonly Item[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export function pageRequest({ first = pageSizeDefault, after }: PageDto): PageRequest {
  return { first, after };
}

/** A page as every list of the REST API answers it. */
export function listAnswer<Item>(page: Page<Item> | undefined, { after }: PageDto): ListAnswer<Item> {
  if (!page) throw new Error('A list was asked for and no page came.');
  return {
    data: page.items.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: page.items[0]?.cursor ?? null,
      endCursor: page.items.at(-1)?.cursor ?? null,
    },
  };
}

/** A list that is answered whole, or its newest part: it has no next page. */
export function newestAnswer<Item>(data: readonly Item[]): ListAnswer<Item> {
  return { data, pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } };
}
