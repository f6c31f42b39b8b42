import { minorDigits } from '#kernel/currency';
import type { ReceiptFile } from './receipt.js';
import type { RefusedReceipt, Tally } from './tally.js';
import type { LedgerDifference } from './verify-ledger.js';

const LISTED_MAX = 20;

/** What `--json` writes. Amounts in minor units; null where the file mixes currencies, because money is not summed across them. */
export interface ReplaySummary {
  readonly receipts: number;
  readonly members: number;
  readonly memberPurchases: number;
  readonly anonymousPurchases: number;
  readonly points: number;
  readonly currency: string | null;
  readonly memberTotalMinor: number | null;
  readonly anonymousTotalMinor: number | null;
  readonly currencies: readonly {
    readonly currency: string;
    readonly memberTotalMinor: number;
    readonly anonymousTotalMinor: number;
  }[];
  readonly duplicates: number;
  readonly skippedReceipts: number;
  readonly refused: readonly RefusedReceipt[];
  readonly perSecond: number;
  readonly seconds: number;
  /** Every member's points agree with the ledger and no receipt was refused. */
  readonly verified: boolean;
  readonly differences: readonly LedgerDifference[];
}

export interface ReplayOutcome {
  readonly file: ReceiptFile;
  readonly tally: Tally;
  readonly differences: readonly LedgerDifference[];
  readonly postingSeconds: number;
  readonly seconds: number;
}

export function summarize({ file, tally, differences, postingSeconds, seconds }: ReplayOutcome): ReplaySummary {
  const currencies = [...tally.currencies].map(([currency, { memberMinor, anonymousMinor }]) => ({
    currency,
    memberTotalMinor: memberMinor,
    anonymousTotalMinor: anonymousMinor,
  }));
  const [only] = currencies.length === 1 ? currencies : [];
  return {
    receipts: file.receipts.length,
    members: tally.members.size,
    memberPurchases: tally.memberPurchases,
    anonymousPurchases: tally.anonymousPurchases,
    points: tally.points,
    currency: only?.currency ?? null,
    memberTotalMinor: only?.memberTotalMinor ?? null,
    anonymousTotalMinor: only?.anonymousTotalMinor ?? null,
    currencies,
    duplicates: tally.duplicates,
    skippedReceipts: file.skippedReceipts,
    refused: tally.refused,
    perSecond: Math.round(tally.answered / Math.max(postingSeconds, 0.001)),
    seconds: Math.round(seconds * 1_000) / 1_000,
    verified: differences.length === 0 && tally.refused.length === 0,
    differences,
  };
}

/** The summary for a person. Members stand in it by id only. */
export function describe(summary: ReplaySummary): string {
  const { members, differences, refused } = summary;
  const rows: [string, string][] = [
    ['Receipts', `${count(summary.receipts)}, ${count(summary.perSecond)}/s`],
    [
      'Members',
      `${count(summary.memberPurchases)} purchases of ${count(members)} members, ${count(summary.points)} points`,
    ],
    ['Anonymous', `${count(summary.anonymousPurchases)} purchases`],
    ...summary.currencies.map(({ currency, memberTotalMinor, anonymousTotalMinor }): [string, string] => [
      currency,
      `${money(memberTotalMinor, currency)} from members, ${money(anonymousTotalMinor, currency)} anonymous`,
    ]),
    ['Duplicates', `${count(summary.duplicates)} were there already`],
    ...(summary.skippedReceipts > 0
      ? [['Left out', `${count(summary.skippedReceipts)} unreadable receipts`] as [string, string]]
      : []),
    ['Refused', count(refused.length)],
    ...listed(
      refused,
      (receipt) => `${lineRange(receipt)} ${receipt.transactionId} ${receipt.code}: ${receipt.detail}`,
    ),
    [
      'Ledger',
      differences.length === 0
        ? `agrees for all ${count(members)} members`
        : `differs for ${count(differences.length)} of ${count(members)} members`,
    ],
    ...listed(
      differences,
      ({ memberId, answered, inLedger, code }) =>
        `member ${memberId}: answered ${answered}, ledger ${inLedger ?? code}`,
    ),
    ['Time', `${summary.seconds.toFixed(1)} s`],
  ];
  return rows.map(([label, text]) => `${label.padEnd(12)}${text}\n`).join('');
}

function listed<T>(items: readonly T[], text: (item: T) => string): [string, string][] {
  const shown = items.slice(0, LISTED_MAX).map((item): [string, string] => ['', text(item)]);
  return items.length > LISTED_MAX ? [...shown, ['', `… and ${items.length - LISTED_MAX} more`]] : shown;
}

function lineRange({ lines: { first, last } }: RefusedReceipt): string {
  return first === last ? `line ${first}` : `lines ${first}–${last}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function money(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  return (amountMinor / 10 ** digits).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
