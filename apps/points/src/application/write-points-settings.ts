import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import type { PointsSettingsView } from '#contracts/internal/points-settings';
import { contentHash } from '#rules/content-hash';
import { validateDocument } from '#rules/validate-document';
import { settingsOf } from '../domain/points-settings.js';
import { pointsSettingsSchema } from '../domain/points-settings-schema.js';
import { PointsSettingsStore, type StoredSettings } from './ports/points-settings.store.js';

interface NewSettings {
  readonly document: Readonly<Record<string, unknown>>;
  /** The content hash of the settings that the operator has read. */
  readonly ifMatch?: string;
}

/** Reads and writes a programme's settings; every write is a version of its own. */
@Injectable()
export class WritePointsSettings {
  constructor(
    private readonly store: PointsSettingsStore,
    private readonly clock: Clock,
  ) {}

  async read({ programId }: Caller): Promise<PointsSettingsView> {
    return settingsView(await this.store.findNewest(programId));
  }

  /** @throws Refusal rule_invalid, draft_changed (somebody else has written since) */
  async write({ programId, actor }: Caller, { document, ifMatch }: NewSettings): Promise<PointsSettingsView> {
    requireValid(document);
    const newest = await this.store.findNewest(programId);
    if (ifMatch !== undefined && ifMatch !== settingsView(newest).contentHash) throw changedSince();
    const hash = contentHash(document);
    // The same again is no new version: a repeated request gets the first answer.
    if (newest?.contentHash === hash) return settingsView(newest);
    const next: StoredSettings = {
      version: (newest?.version ?? 0) + 1,
      document,
      contentHash: hash,
      recordedAt: this.clock.now(),
    };
    if (!(await this.store.insert(programId, next, actor))) throw changedSince();
    return settingsView(next);
  }
}

function requireValid(document: Readonly<Record<string, unknown>>): void {
  const problems = validateDocument(pointsSettingsSchema, document);
  const { holds } = settingsOf(document);
  if (problems.length === 0 && holds.ttlSecondsDefault > holds.ttlSecondsMax) {
    problems.push({ pointer: '/holds/ttlSecondsDefault', detail: 'is above ttlSecondsMax' });
  }
  const [first] = problems;
  if (!first) return;
  throw new Refusal('rule_invalid', `The settings are not valid: ${first.pointer} ${first.detail}.`, {
    errors: problems.map(({ pointer, detail }) => ({ pointer, code: 'rule_invalid', detail })),
  });
}

function changedSince(): Refusal {
  return new Refusal('draft_changed', 'The settings have changed since they were read.');
}

function settingsView(stored: StoredSettings | undefined): PointsSettingsView {
  return {
    version: stored?.version ?? 0,
    contentHash: stored?.contentHash ?? contentHash({}),
    recordedAt: stored?.recordedAt.toISOString() ?? null,
    settings: settingsOf(stored?.document ?? {}),
  };
}
