import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { createProgram, putStore, readProgram, readStores } from '#contracts/internal/members';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { CreateProgram } from '../application/create-program.js';
import { PutStore } from '../application/put-store.js';
import { ReadProgram } from '../application/read-program.js';
import { ReadStores } from '../application/read-stores.js';

@Controller()
export class ProgramsController {
  constructor(
    private readonly createProgram: CreateProgram,
    private readonly readProgram: ReadProgram,
    private readonly putStore: PutStore,
    private readonly readStores: ReadStores,
  ) {}

  @InternalCall(createProgram)
  create(@Body() request: RequestOf<typeof createProgram>): Promise<ResponseOf<typeof createProgram>> {
    return this.createProgram.execute(request);
  }

  @InternalCall(readProgram)
  read(): Promise<ResponseOf<typeof readProgram>> {
    return this.readProgram.execute(currentCaller().programId);
  }

  @InternalCall(putStore)
  put(@Body() request: RequestOf<typeof putStore>): Promise<ResponseOf<typeof putStore>> {
    return this.putStore.execute(currentCaller().programId, request);
  }

  @InternalCall(readStores)
  async stores(@Body() { storeIds }: RequestOf<typeof readStores>): Promise<ResponseOf<typeof readStores>> {
    return { stores: await this.readStores.execute(currentCaller().programId, storeIds) };
  }
}
