import fc from 'fast-check';
import type { EventMessage } from './event-message.js';
import { groupEvents } from './group-events.js';

const message = (type: string, memberId?: string, programId = 'p'): EventMessage =>
  ({ event: { type, memberId, programId } }) as EventMessage;

const kinds = (messages: EventMessage[]): string[] =>
  groupEvents(messages).map(({ type, messages }) => `${type}${messages.length}`);

describe('groupEvents', () => {
  it('gathers the purchases of many members and what they earned into two groups', () => {
    const till = ['a', 'b', 'c'].flatMap((member) => [message('bought', member), message('earned', member)]);
    expect(kinds(till)).toEqual(['bought3', 'earned3']);
  });

  it("opens a new group where a member's order asks for it", () => {
    expect(
      kinds([message('bought', 'a'), message('earned', 'a'), message('bought', 'a'), message('bought', 'b')]),
    ).toEqual(['bought2', 'earned1', 'bought1']);
  });

  it('never gives a handler events of two programmes at once', () => {
    expect(kinds([message('bought', 'a', 'p'), message('bought', 'b', 'q')])).toEqual(['bought1', 'bought1']);
  });

  it("keeps every event and each member's order", () => {
    const event = fc.record({ type: fc.constantFrom('x', 'y', 'z'), memberId: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const messages = events.map(({ type, memberId }) => message(type, memberId));
        const handled = groupEvents(messages).flatMap((group) => group.messages);
        expect(handled).toHaveLength(messages.length);
        for (const member of ['a', 'b', 'c']) {
          const ofMember = (one: EventMessage): boolean => one.event.memberId === member;
          expect(handled.filter(ofMember)).toEqual(messages.filter(ofMember));
        }
      }),
    );
  });
});
