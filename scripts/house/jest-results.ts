/** The part of Jest's `--json` report that the summary needs. */
export interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  /** Full names: what is skipped must be seen. */
  readonly skipped: readonly string[];
  /** What each failed file has to say. */
  readonly messages: readonly string[];
}

export const noTests: TestTotals = { passed: 0, failed: 0, skipped: [], messages: [] };

/** Sums a report. A file that broke before or after its tests counts as one failed test, so that it can never pass unseen. */
export function totalsOf(report: JestReport): TestTotals {
  return report.testResults.map(totalsOfFile).reduce(addTotals, noTests);
}

export function addTotals(left: TestTotals, right: TestTotals): TestTotals {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: [...left.skipped, ...right.skipped],
    messages: [...left.messages, ...right.messages],
  };
}

/** The closing line of `npm test`. */
export function closingLine({ passed, failed, skipped }: TestTotals): string {
  const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  return `${passed} passed, ${failed} failed${tail}`;
}

function totalsOfFile(file: JestReport['testResults'][number]): TestTotals {
  const withStatus = (...statuses: string[]) => file.assertionResults.filter(({ status }) => statuses.includes(status));
  const failed = withStatus('failed').length;
  const broken = file.status === 'failed' && failed === 0 ? 1 : 0;
  return {
    passed: withStatus('passed').length,
    failed: failed + broken,
    skipped: withStatus('pending', 'todo', 'skipped', 'disabled').map(({ fullName }) => fullName),
    messages: failed + broken > 0 ? [`${file.name}\n${file.message.trim()}`] : [],
  };
}
