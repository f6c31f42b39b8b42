import { Controller } from '@nestjs/common';
import { notFound, Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import {
  createProgram,
  type ProgramView,
  putStore,
  readProgram,
  readStores,
  type StoreView,
} from '#contracts/internal/members';
import { createApiClient, listApiClients } from '#contracts/internal/partners';
import { CreateProgramDto, PutStoreDto } from '#contracts/public/operator.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';

interface NewProgram extends ProgramView {
  /** Whole credentials, shown here only: with it the new programme's operator makes the others. */
  readonly keys: { readonly admin: string };
}

@Controller()
export class ProgramsController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/programs',
    summary: 'Create a programme and the first key of its operator.',
    scopes: ['admin'],
    body: CreateProgramDto,
    answers: { 201: 'The programme, with the key of an operator in keys.admin: shown only here.' },
    refuses: ['identifier_in_use'],
    idempotency: 'natural',
  })
  async create({ caller, body }: EdgeRequest<CreateProgramDto>): Promise<NewProgram> {
    const { existing, ...program } = await this.calls.send(createProgram, caller, body);
    const inside: Caller = { ...caller, programId: program.id };
    // A programme without any key is one whose creation was interrupted. One that has keys has an owner.
    if (existing && !(await this.isUnowned(inside)))
      throw new Refusal('identifier_in_use', 'code is used by another programme.', {
        errors: [{ pointer: '/code', code: 'identifier_in_use', detail: 'code is used by another programme.' }],
      });
    const client = await this.calls.send(createApiClient, inside, { name: 'operator', scope: 'admin' });
    return { ...program, keys: { admin: client.body.key } };
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/program',
    summary: 'The programme of the credential.',
    scopes: ['pos', 'app', 'partner', 'admin'],
    answers: { 200: 'The programme.' },
  })
  read({ caller }: EdgeRequest): Promise<ProgramView> {
    return this.calls.send(readProgram, caller, {});
  }

  @Endpoint({
    method: 'PUT',
    path: '/v1/stores/{storeId}',
    summary: 'Say what is known of a store; purchases of unknown stores are taken anyway.',
    scopes: ['app', 'admin'],
    body: PutStoreDto,
    answers: { 200: 'The store.' },
    idempotency: 'natural',
  })
  putStore({ caller, params: { storeId = '' }, body }: EdgeRequest<PutStoreDto>): Promise<StoreView> {
    return this.calls.send(putStore, caller, { ...body, storeId });
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/stores/{storeId}',
    summary: 'Read a store.',
    scopes: ['pos', 'app', 'admin'],
    answers: { 200: 'The store.' },
    refuses: ['not_found'],
  })
  async readStore({ caller, params: { storeId = '' } }: EdgeRequest): Promise<StoreView> {
    const { stores } = await this.calls.send(readStores, caller, { storeIds: [storeId] });
    const [store] = stores;
    if (!store) throw notFound('store');
    return store;
  }

  private async isUnowned(caller: Caller): Promise<boolean> {
    const { items } = await this.calls.send(listApiClients, caller, { first: 1 });
    return items.length === 0;
  }
}
