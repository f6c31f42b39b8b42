import type { CampaignDocument } from '#rules/campaigns/document';
import { decidingVersions } from './deciding-versions.js';

const day = (date: number) => new Date(Date.UTC(2026, 10, date));
const version = (number: number, effectiveFrom: Date | null) => ({
  document: { code: 'double', version: number } as CampaignDocument,
  contentHash: String(number),
  effectiveFrom,
});
const reigns = (...versions: ReturnType<typeof version>[]) =>
  decidingVersions(versions).map(({ document, effectiveFrom, effectiveTo }) => [
    document.version,
    effectiveFrom?.getUTCDate() ?? null,
    effectiveTo?.getUTCDate() ?? null,
  ]);

describe('decidingVersions', () => {
  it('lets the newest decide for ever, and hides those before it', () => {
    expect(reigns(version(2, null), version(1, null))).toEqual([[2, null, null]]);
  });

  it('leaves what occurred before a version is effective to the one before it', () => {
    expect(reigns(version(3, day(20)), version(2, day(10)), version(1, null))).toEqual([
      [3, 20, null],
      [2, 10, 20],
      [1, null, 10],
    ]);
  });

  it('passes over a version that a newer one begins no later than', () => {
    expect(reigns(version(3, day(10)), version(2, day(10)), version(1, null))).toEqual([
      [3, 10, null],
      [1, null, 10],
    ]);
  });

  it('lets nothing decide before the first version is effective', () => {
    expect(reigns(version(1, day(10)))).toEqual([[1, 10, null]]);
  });
});
