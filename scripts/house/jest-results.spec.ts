import { addTotals, closingLine, noTests, totalsOf } from './jest-results.js';

const file = (status: string, ...statuses: string[]) => ({
  name: 'a.spec.ts',
  status,
  message: status === 'failed' ? 'it broke' : '',
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `test ${index}` })),
});

describe('totalsOf', () => {
  it('counts passed, failed and skipped tests over all files', () => {
    const totals = totalsOf({ testResults: [file('passed', 'passed', 'pending'), file('failed', 'passed', 'failed')] });
    expect(totals).toMatchObject({ passed: 2, failed: 1, skipped: ['test 1'] });
    expect(totals.messages).toEqual(['a.spec.ts\nit broke']);
  });

  it('counts a file that broke outside its tests as one failure', () => {
    expect(totalsOf({ testResults: [file('failed')] })).toMatchObject({ passed: 0, failed: 1 });
    expect(totalsOf({ testResults: [file('failed', 'passed')] })).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('closingLine', () => {
  it('names the skipped tests only when there are some', () => {
    expect(closingLine({ ...noTests, passed: 3 })).toBe('3 passed, 0 failed');
    expect(closingLine(addTotals({ ...noTests, failed: 1 }, { ...noTests, skipped: ['later'] }))).toBe(
      '0 passed, 1 failed, 1 skipped',
    );
  });
});
