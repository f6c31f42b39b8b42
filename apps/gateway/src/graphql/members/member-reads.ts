import { Injectable } from '@nestjs/common';
import {
  issueTillCodes,
  listMembers,
  type MemberView,
  type ProgramView,
  readMembers,
  readProgram,
  readStores,
  type StoreView,
} from '#contracts/internal/members';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { InternalCalls } from '#platform/http/internal-calls';
import { ItemRefused } from '../../edge/item-refused.js';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { BatchedRead, readDeadlineMs } from '../reading/batched-read.js';

const options = { deadlineMs: readDeadlineMs };

/** What the members service knows, read for GraphQL. */
@Injectable()
export class MemberReads {
  private readonly members: BatchedRead<string, MemberView>;
  private readonly programs: BatchedRead<null, ProgramView>;
  private readonly stores: BatchedRead<string, StoreView | null>;
  private readonly lists: BatchedRead<RequestOf<typeof listMembers>, ResponseOf<typeof listMembers>>;
  private readonly tillCodes: BatchedRead<string, ResponseOf<typeof issueTillCodes>['codes'][number]>;

  constructor(calls: InternalCalls) {
    this.members = new BatchedRead<string, MemberView>(async (caller, references) => {
      const { results } = await calls.send(readMembers, caller, { references }, options);
      return results.map((result) => (result.ok ? result.value : new ItemRefused(result.error)));
    });
    this.programs = new BatchedRead(async (caller, asked) => {
      const program = await calls.send(readProgram, caller, {}, options);
      return asked.map(() => program);
    });
    this.stores = new BatchedRead(async (caller, storeIds) => {
      const { stores } = await calls.send(readStores, caller, { storeIds: [...new Set(storeIds)] }, options);
      const byId = new Map(stores.map((store) => [store.storeId, store]));
      return storeIds.map((storeId) => byId.get(storeId) ?? null);
    });
    this.lists = new BatchedRead((caller, asked) =>
      Promise.all(asked.map((question) => calls.send(listMembers, caller, question, options))),
    );
    this.tillCodes = new BatchedRead(async (caller, memberIds) => {
      const { codes } = await calls.send(issueTillCodes, caller, { memberIds }, options);
      return codes;
    });
  }

  /** @throws ItemRefused invalid_reference, not_found, member_erased · Refusal unavailable */
  member(context: GraphqlContext, reference: string): Promise<MemberView> {
    return this.members.load(context, reference);
  }

  program(context: GraphqlContext): Promise<ProgramView> {
    return this.programs.load(context, null);
  }

  /** Null for a store that nobody has described. */
  store(context: GraphqlContext, storeId: string): Promise<StoreView | null> {
    return this.stores.load(context, storeId);
  }

  list(context: GraphqlContext, question: RequestOf<typeof listMembers>): Promise<ResponseOf<typeof listMembers>> {
    return this.lists.load(context, question, { alone: true });
  }

  tillCode(context: GraphqlContext, memberId: string): Promise<ResponseOf<typeof issueTillCodes>['codes'][number]> {
    return this.tillCodes.load(context, memberId, { alone: true });
  }
}
