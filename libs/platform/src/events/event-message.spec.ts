import { jobCharsMax, jobEventsMax, packJobs, UnreadableJobError, unpackJob } from './event-message.js';

const text = (id: string, data: unknown = {}): string =>
  JSON.stringify({ correlationId: 'c', event: { id, type: 'points.x', source: 'points', data } });
const many = (count: number, data?: unknown): string[] =>
  Array.from({ length: count }, (_, index) => text(String(index), data));

describe('packJobs', () => {
  it.each([
    [jobEventsMax, [jobEventsMax]],
    [jobEventsMax + 1, [jobEventsMax, 1]],
  ])('puts %d events into jobs of %j', (count, sizes) => {
    expect(packJobs('points', many(count)).map((job) => job.count)).toEqual(sizes);
  });

  it('keeps big events apart, and never leaves one behind', () => {
    const big = 'x'.repeat(jobCharsMax + 1);
    expect(packJobs('points', many(3, big)).map((job) => job.count)).toEqual([1, 1, 1]);
  });

  it('gives back what was packed, in order', () => {
    const jobs = packJobs('points', many(450));
    expect(jobs.flatMap(unpackJob).map(({ event }) => event.id)).toEqual([...Array(450).keys()].map(String));
  });
});

describe('unpackJob', () => {
  it.each([
    ['is not ours', { source: 'points', count: 1, messages: 'bm90IHVz' }],
    ['names another producer than its events', { ...packJobs('points', many(1))[0], source: 'members' }],
    ['holds no events', { ...packJobs('points', ['{}'])[0] }],
    ['is empty', {}],
  ])('refuses a job that %s', (_, job) => {
    expect(() => unpackJob(job as never)).toThrow(UnreadableJobError);
  });
});
