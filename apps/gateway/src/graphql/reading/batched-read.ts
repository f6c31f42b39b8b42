import { Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { Gatherer } from '../../edge/gatherer.js';
import { gatewayCaller } from '../../edge/principal.js';
import type { GraphqlContext } from '../execution/graphql-context.js';

export const readDeadlineMs = 1_500;
const keysPerCallMax = 100;
const windowMs = 1;
/** While so many calls of a lane are on their way the next one grows; a heavy one never stops the lane. */
const callsInFlightMax = 4;

interface Asked<Key> {
  readonly context: GraphqlContext;
  readonly key: Key;
}

/**
 * One read at one service, batched over everything that asks it within a millisecond, whichever query it comes from. Reads of one
 * programme and language share calls; a key that could make its whole call be refused (a forged cursor, an unknown wallet) is
 * read in a lane of its own request, so that it never costs its neighbours theirs.
 */
export class BatchedRead<Key, Value> {
  private readonly gatherer: Gatherer<Asked<Key>, Value | Error>;

  /** @param read values in the order of the keys; an Error stands for one key alone */
  constructor(read: (caller: Caller, keys: readonly Key[]) => Promise<readonly (Value | Error)[]>) {
    const options = { itemsMax: keysPerCallMax, windowMs, inFlightMax: callsInFlightMax };
    this.gatherer = new Gatherer(options, (_lane, asked) => {
      const [first] = asked;
      if (!first) return Promise.resolve([]);
      // A call stands for many requests: it carries the correlation id of the first.
      const caller = gatewayCaller(first.context.principal.programId, first.context.facts);
      const keys = asked.map(({ key }) => key);
      return withinDeadline(read(caller, keys));
    });
  }

  /** @throws whatever the read threw, for all keys of the call, or the key's own error */
  async load(context: GraphqlContext, key: Key, { alone = false } = {}): Promise<Value> {
    const shared = `${context.principal.programId} ${context.facts.locale}`;
    const value = await this.gatherer.add(alone ? `${shared} ${context.requestNumber}` : shared, { context, key });
    if (value instanceof Error) throw value;
    return value;
  }
}

/** The HTTP client's own deadline does not count the wait for a connection. */
async function withinDeadline<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), readDeadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): Refusal {
  return new Refusal('unavailable', 'A service did not answer in time.', { retryAfterSeconds: 1 });
}
