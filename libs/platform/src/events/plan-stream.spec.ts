import fc from 'fast-check';
import type { EventMessage } from './event-message.js';
import { planStream, seqOf, type StreamState } from './plan-stream.js';

const message = (memberSeq: number): EventMessage => ({ event: { memberSeq } }) as EventMessage;
const messages = (...seqs: number[]): EventMessage[] => seqs.map(message);

function plan(state: StreamState, arrived: number[], parked: number[] = [], more = false) {
  const { run, park, after } = planStream(state, messages(...arrived), messages(...parked), more);
  return { run: run.map(seqOf), park: park.map(seqOf), after };
}

const open = (lastSeq: number): StreamState => ({ lastSeq, blockedBy: null });

describe('planStream', () => {
  it('runs what follows, in order, whatever order it came in', () => {
    expect(plan(open(2), [4, 3, 3])).toEqual({ run: [3, 4], park: [], after: open(4) });
  });

  it('leaves out what is applied', () => {
    expect(plan(open(2), [1, 2])).toEqual({ run: [], park: [], after: open(2) });
  });

  it('parks what lies beyond a hole', () => {
    expect(plan(open(2), [3, 5])).toEqual({ run: [3], park: [5], after: { lastSeq: 3, blockedBy: 'gap' } });
  });

  it('takes the parked ones up when the hole is filled', () => {
    expect(plan({ lastSeq: 3, blockedBy: 'gap' }, [4], [5, 7])).toEqual({
      run: [4, 5],
      park: [],
      after: { lastSeq: 5, blockedBy: 'gap' },
    });
  });

  it('stays behind the gap while more waits than was read', () => {
    expect(plan({ lastSeq: 3, blockedBy: 'gap' }, [4], [5], true).after).toEqual({ lastSeq: 5, blockedBy: 'gap' });
  });

  it('lets nothing pass a dead letter, nor tries the dead letter again', () => {
    const dead: StreamState = { lastSeq: 3, blockedBy: 'dead' };
    expect(plan(dead, [4, 5])).toEqual({ run: [], park: [5], after: dead });
  });

  it('applies every event once and in order, however they are shuffled, repeated and batched', () => {
    const history = fc.integer({ min: 1, max: 12 }).chain((last) =>
      fc.tuple(
        fc.constant(last),
        fc.shuffledSubarray(
          [...Array(last * 2).keys()].map((index) => (index % last) + 1),
          { minLength: last * 2 },
        ),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
      ),
    );
    fc.assert(
      fc.property(history, ([last, order, sizes]) => {
        let state = open(0);
        let parked: EventMessage[] = [];
        const applied: number[] = [];
        for (let from = 0, batch = 0; from < order.length; batch += 1) {
          const size = sizes[batch % sizes.length] ?? 1;
          const result = planStream(state, messages(...order.slice(from, from + size)), parked);
          applied.push(...result.run.map(seqOf));
          state = result.after;
          parked = [...parked, ...result.park].filter((waiting) => seqOf(waiting) > state.lastSeq);
          from += size;
        }
        expect(applied).toEqual([...Array(last).keys()].map((index) => index + 1));
        expect(state).toEqual(open(last));
      }),
    );
  });
});
