export interface Store {
  readonly storeId: string;
  readonly name: string | null;
  readonly timeZone: string | null;
  readonly geo: { readonly lat: number; readonly lng: number } | null;
  readonly tags: readonly string[];
}

export abstract class Stores {
  /** What is given replaces what was; what is not given stays. */
  abstract put(
    programId: string,
    store: Partial<Store> & { readonly storeId: string },
    recordedAt: Date,
  ): Promise<Store>;
  abstract read(programId: string, storeIds: readonly string[]): Promise<readonly Store[]>;
}
