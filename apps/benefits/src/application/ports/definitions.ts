import type { BenefitDefinition } from '#rules/benefit-definition';
import type { PublishedBenefit } from '../../domain/grant.js';

export interface DefinitionVersion {
  readonly code: string;
  /** Null for the draft. */
  readonly version: number | null;
  readonly status: 'draft' | 'published' | 'retired';
  readonly contentHash: string;
  readonly definition: BenefitDefinition;
  readonly publishedAt: Date | null;
}

interface NewVersion {
  readonly programId: string;
  readonly code: string;
  readonly contentHash: string;
  readonly definition: BenefitDefinition;
  readonly at: Date;
}

export abstract class Definitions {
  /** The newest published version of every code; at most a second old. A programme seen for the first time gets the defaults. */
  abstract published(programId: string): Promise<readonly PublishedBenefit[]>;
  /** A version as it was granted; published versions never change. */
  abstract version(programId: string, code: string, version: number): Promise<PublishedBenefit | undefined>;
  abstract findDraft(programId: string, code: string): Promise<DefinitionVersion | undefined>;
  abstract putDraft(draft: NewVersion): Promise<DefinitionVersion>;
  /** The draft becomes the next version and is gone as a draft. Publishing the same content again answers the version that has it. */
  abstract publish(version: NewVersion): Promise<DefinitionVersion>;
  abstract versions(programId: string, code: string): Promise<readonly DefinitionVersion[]>;
  /** Serialises changes of one code within the transaction. */
  abstract lock(programId: string, code: string): Promise<void>;
}
