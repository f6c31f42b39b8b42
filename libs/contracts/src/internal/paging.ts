export const pageSizeMax = 200;
export const pageSizeDefault = 20;

export interface PageRequest {
  /** 1 to 200. */
  readonly first: number;
  /** A cursor from an earlier page of the same list; a forged one is refused as invalid_value. */
  readonly after?: string;
}

export interface Page<Item> {
  readonly items: readonly { readonly cursor: string; readonly node: Item }[];
  readonly hasNextPage: boolean;
}
