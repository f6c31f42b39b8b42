import type { Localized } from '#rules/localized';

/** A ladder as published: immutable, versioned, known by its content hash. */
export interface TierLadder {
  readonly code: string;
  readonly version: number;
  readonly contentHash: string;
  readonly document: LadderDocument;
}

export interface LadderDocument {
  readonly growth: {
    /** The rolling window, in whole months up to and with the local day. */
    readonly windowMonths: number;
    /** Growth for a whole major unit spent, at the programme's stated rate of its currency. */
    readonly source: 'spend';
  };
  readonly upgrade: 'at_once';
  /** `none`: a level once reached stays, unless the purchases that reached it are returned or voided. */
  readonly downgrade: 'none';
  /** Lowest first. */
  readonly tiers: readonly {
    readonly code: string;
    readonly layer: string;
    readonly label: Localized;
    readonly grades: readonly { readonly code: string; readonly label: Localized; readonly from: number }[];
  }[];
}

/** One rung: a grade of a tier. */
export interface Level {
  /** `tier-grade`. */
  readonly code: string;
  readonly tier: string;
  readonly grade: string;
  readonly layer: string;
  readonly label: Localized;
  /** Growth that reaches it. */
  readonly from: number;
}

const levelsByDocument = new WeakMap<LadderDocument, readonly Level[]>();

/** The rungs, lowest first; worked out once a document, because every read of a member asks. */
export function levelsOf(document: LadderDocument): readonly Level[] {
  const known = levelsByDocument.get(document);
  if (known) return known;
  const levels = flatten(document);
  levelsByDocument.set(document, levels);
  return levels;
}

function flatten({ tiers }: LadderDocument): Level[] {
  return tiers.flatMap((tier) =>
    tier.grades.map((grade) => ({
      code: `${tier.code}-${grade.code}`,
      tier: tier.code,
      grade: grade.code,
      layer: tier.layer,
      label: {
        en: `${tier.label.en} ${grade.label.en}`,
        zh: `${tier.label.zh ?? tier.label.en}${grade.label.zh ?? grade.label.en}`,
      },
      from: grade.from,
    })),
  );
}

/** The rung that a growth value reaches, as an index; at least the first. */
export function rungAt(levels: readonly Level[], value: number): number {
  return Math.max(
    0,
    levels.findLastIndex(({ from }) => from <= value),
  );
}

/** The rung of a level, as an index; the first for a level that this ladder does not have. */
export function rungOf(levels: readonly Level[], code: string): number {
  return Math.max(
    0,
    levels.findIndex((level) => level.code === code),
  );
}
