import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { type BenefitDefinition, benefitDefinitionSchema } from '#rules/benefit-definition';
import { contentHash } from '#rules/content-hash';
import { validateDocument } from '#rules/validate-document';
import { BenefitNotFoundError, DraftChangedError, RuleInvalidError } from '../domain/benefit-errors.js';
import { Definitions, type DefinitionVersion } from './ports/definitions.js';

/** Benefit definitions as versioned data: draft, then published for ever; a new version takes the place of the last. */
@Injectable()
export class DefineBenefits {
  constructor(
    private readonly definitions: Definitions,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ifMatch content hash of the draft that the caller changes; absent overwrites
   * @throws RuleInvalidError, DraftChangedError
   */
  putDraft(
    programId: string,
    code: string,
    definition: Readonly<Record<string, unknown>>,
    ifMatch?: string,
  ): Promise<DefinitionVersion> {
    const problems = validateDocument(benefitDefinitionSchema, definition);
    if (problems.length > 0) {
      throw new RuleInvalidError(problems.map(({ pointer, detail }) => ({ pointer, code: 'rule_invalid', detail })));
    }
    return this.transactions.run(async () => {
      await this.definitions.lock(programId, code);
      if (ifMatch !== undefined) {
        const draft = await this.definitions.findDraft(programId, code);
        if (draft?.contentHash !== ifMatch) throw new DraftChangedError();
      }
      return this.definitions.putDraft({
        programId,
        code,
        contentHash: contentHash(definition),
        definition: definition as unknown as BenefitDefinition,
        at: this.clock.now(),
      });
    });
  }

  /** @throws BenefitNotFoundError without a draft, DraftChangedError when it is another than the caller saw */
  publish(programId: string, code: string, hash: string): Promise<DefinitionVersion> {
    return this.transactions.run(async () => {
      await this.definitions.lock(programId, code);
      const draft = await this.definitions.findDraft(programId, code);
      if (!draft) {
        // A repeated publish finds its draft gone: the version that it made is the answer.
        const published = (await this.definitions.versions(programId, code)).find(
          ({ contentHash: other }) => other === hash,
        );
        if (published) return published;
        throw new BenefitNotFoundError('draft');
      }
      if (draft.contentHash !== hash) throw new DraftChangedError();
      return this.definitions.publish({
        programId,
        code,
        contentHash: hash,
        definition: draft.definition,
        at: this.clock.now(),
      });
    });
  }

  async versions(programId: string, code: string): Promise<readonly DefinitionVersion[]> {
    const versions = await this.definitions.versions(programId, code);
    if (versions.length === 0) throw new BenefitNotFoundError('benefit');
    return versions;
  }
}
