import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller, IdempotencyRequest, ItemResult, Replayable } from '#contracts/internal/call';
import { type MemberReference, type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { postSpending, type SpendingCommand, type SpendingPosting } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import { InternalCalls } from '#platform/http/internal-calls';
import { Gatherer } from '../edge/gatherer.js';
import { ItemRefused, refusedAt } from '../edge/item-refused.js';
import { gatewayCaller } from '../edge/principal.js';

const groupMax = 100;
const windowMs = 1;
const groupsInFlightMax = 4;
/** Together below the 5 s after which a till gives up and repeats. */
const identityDeadlineMs = 1_500;
const postingDeadlineMs = 3_000;

/** Where the body names a member, and whom. */
export interface NamedMember {
  readonly pointer: string;
  readonly reference: string;
}

export interface SpendingRequest {
  readonly caller: Caller;
  readonly idempotency: IdempotencyRequest;
  readonly members: readonly NamedMember[];
  /** @param resolved same order as the members */
  readonly commandOf: (...resolved: ItemResult<ResolvedMember>[]) => SpendingCommand;
}

/** Brings spending commands to points: one identity call and one posting call for all that arrive within a millisecond. */
@Injectable()
export class SpendingPostings {
  private readonly gatherer = new Gatherer<SpendingRequest, ItemResult<Replayable<SpendingAnswer>>>(
    { itemsMax: groupMax, windowMs, inFlightMax: groupsInFlightMax },
    (programId, requests) => this.postGroup(programId, requests),
  );

  constructor(private readonly calls: InternalCalls) {}

  /** @throws ItemRefused what points or members refused · Refusal unavailable: the caller repeats under the same key */
  async post<Answer extends SpendingAnswer>(request: SpendingRequest): Promise<Replayable<Answer>> {
    const result = await this.gatherer.add(request.caller.programId, request);
    if (!result.ok) throw new ItemRefused(result.error);
    return result.value as Replayable<Answer>;
  }

  private async postGroup(
    programId: string,
    requests: readonly SpendingRequest[],
  ): Promise<readonly ItemResult<Replayable<SpendingAnswer>>[]> {
    const resolved = await this.resolve(programId, requests);
    const postings = requests.map(({ caller, idempotency, commandOf }, index): SpendingPosting => {
      const { actor, correlationId, locale } = caller;
      return { command: commandOf(...(resolved[index] ?? [])), idempotency, actor, correlationId, locale };
    });
    const caller = groupCaller(programId, requests);
    const { results } = await this.calls.send(postSpending, caller, { postings }, { deadlineMs: postingDeadlineMs });
    return results;
  }

  /** Each reference once: a hot member is asked about once a group. */
  private async resolve(
    programId: string,
    requests: readonly SpendingRequest[],
  ): Promise<readonly ItemResult<ResolvedMember>[][]> {
    const references = new Map<string, MemberReference>();
    const named = requests.map(({ caller, idempotency, members }) =>
      members.map(({ pointer, reference }) => {
        // A rotating code is bound to the first request that brings it; any other reference means the same to all.
        const asked = reference.startsWith('code:')
          ? { reference, transactionId: bindingOf(caller, idempotency) }
          : { reference };
        const name = `${asked.transactionId ?? ''}\n${reference}`;
        references.set(name, asked);
        return { pointer, name };
      }),
    );
    if (references.size === 0) return named.map(() => []);
    const caller = groupCaller(programId, requests);
    const asked = { references: [...references.values()] };
    const { results } = await this.calls.send(resolveMembers, caller, asked, { deadlineMs: identityDeadlineMs });
    const byName = new Map([...references.keys()].map((name, index) => [name, results[index]]));
    return named.map((members) => members.map(({ pointer, name }) => at(pointer, byName.get(name))));
  }
}

/** What a rotating code is bound to where there is no transaction: the request, which its key names. */
export function bindingOf({ actor }: Caller, { route, key }: IdempotencyRequest): string {
  return `key-${hash('sha256', `${actor.id}\n${route}\n${key}`, 'base64url')}`;
}

function at(pointer: string, result: ItemResult<ResolvedMember> | undefined): ItemResult<ResolvedMember> {
  if (!result) throw new Error('A reference got no answer.');
  return result.ok ? result : { ok: false, error: refusedAt(pointer, result.error) };
}

function groupCaller(programId: string, requests: readonly SpendingRequest[]): Caller {
  const [first] = requests;
  if (!first) throw new Error('A group has a request.');
  const { correlationId, locale } = first.caller;
  return gatewayCaller(programId, { correlationId, locale });
}
