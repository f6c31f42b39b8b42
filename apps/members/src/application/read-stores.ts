import { Injectable } from '@nestjs/common';
import { type Store, Stores } from './ports/stores.js';

@Injectable()
export class ReadStores {
  constructor(private readonly stores: Stores) {}

  /** Known ones of those asked for, in any order. */
  execute(programId: string, storeIds: readonly string[]): Promise<readonly Store[]> {
    return this.stores.read(programId, storeIds);
  }
}
