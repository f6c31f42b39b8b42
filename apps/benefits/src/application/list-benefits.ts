import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { inLocale } from '#rules/localized';
import type {
  BenefitStatus,
  BenefitView,
  CouponStatus,
  CouponView,
  HereNow,
  WhyNotView,
} from '#contracts/internal/benefits';
import type { PublishedBenefit } from '../domain/grant.js';
import { type Here, type WhyNot, whyNotGranted, whyNotUsable } from '../domain/why-not.js';
import { whyNotMessage } from '../domain/why-not-message.js';
import { startLevel } from './follow-members.js';
import { CouponCodes } from './ports/coupons.js';
import { Definitions } from './ports/definitions.js';
import { type GrantRecord, Grants } from './ports/grants.js';

type Locale = 'en' | 'zh';

interface Asked {
  readonly memberId: string;
  readonly context?: HereNow;
}

/** What members can use now and here, and why not the rest. */
@Injectable()
export class ListBenefits {
  constructor(
    private readonly grants: Grants,
    private readonly definitions: Definitions,
    private readonly codes: CouponCodes,
    private readonly clock: Clock,
  ) {}

  /** @returns one list a member, same order: what is held, newest first and of those what ends first, then what is not held */
  async benefits(programId: string, members: readonly Asked[], locale: Locale): Promise<BenefitView[][]> {
    const memberIds = members.map(({ memberId }) => memberId);
    const now = this.clock.now();
    const [held, levels, published] = await Promise.all([
      this.grants.list(programId, memberIds, now),
      this.grants.readLevels(programId, memberIds),
      this.definitions.published(programId),
    ]);
    const byMember = Map.groupBy(held, ({ memberId }) => memberId);
    return Promise.all(
      members.map(async ({ memberId, context }) => {
        const grants = (byMember.get(memberId) ?? []).sort(newestFirst);
        const views = await Promise.all(
          grants.map((grant) => this.viewOfGrant(programId, grant, context, now, locale)),
        );
        const heldCodes = new Set(grants.map(({ code }) => code));
        const missing = published.filter(({ code }) => !heldCodes.has(code));
        const level = levels.get(memberId) ?? startLevel;
        return [
          ...views.flatMap((view) => view ?? []),
          ...missing.map((benefit) => viewOfMissing(memberId, benefit, level, locale)),
        ];
      }),
    );
  }

  async coupons(programId: string, members: readonly Asked[], locale: Locale): Promise<CouponView[][]> {
    const lists = await this.benefits(programId, members, locale);
    return lists.map((views) => views.flatMap(({ coupon }) => coupon ?? []));
  }

  /** Grants and coupons by their ids, whoever holds them in the programme. */
  async byIds(
    programId: string,
    ids: readonly string[],
    locale: Locale,
  ): Promise<(BenefitView & { memberId: string })[]> {
    const now = this.clock.now();
    const found = await this.grants.findByIds(programId, ids, now);
    const views = await Promise.all(
      found.map(async (grant) => ({
        memberId: grant.memberId,
        view: await this.viewOfGrant(programId, grant, undefined, now, locale),
      })),
    );
    return views.flatMap(({ memberId, view }) => (view ? [{ ...view, memberId }] : []));
  }

  private async viewOfGrant(
    programId: string,
    grant: GrantRecord,
    context: HereNow | undefined,
    now: Date,
    locale: Locale,
  ): Promise<BenefitView | undefined> {
    const benefit = await this.definitions.version(programId, grant.code, grant.version);
    if (!benefit) return undefined;
    const { definition } = benefit;
    const at = context?.at === undefined ? now : new Date(context.at);
    const whyNot = whyNotUsable(definition, { ...grant, reserved: grant.reservedUntil !== null }, at, hereOf(context));
    const over = grant.validUntil !== null && grant.validUntil <= now;
    const status = statusOf(grant, over, whyNot.length === 0);
    const reasons = whyNot.map((reason) => viewOfReason(reason, locale));
    return {
      ...titleOf(benefit, locale),
      id: grant.grantId,
      version: grant.version,
      status,
      grantId: grant.grantId,
      usableNow: whyNot.length === 0,
      whyNot: reasons,
      validFrom: grant.validFrom.toISOString(),
      validUntil: grant.validUntil?.toISOString() ?? null,
      remaining: definition.kind === 'coupon' ? (grant.status === 'granted' && !over ? 1 : 0) : null,
      coupon: grant.couponId === null ? null : this.viewOfCoupon(benefit, grant, grant.couponId, over, reasons, locale),
    };
  }

  private viewOfCoupon(
    { definition }: PublishedBenefit,
    grant: GrantRecord,
    couponId: string,
    over: boolean,
    whyNot: WhyNotView[],
    locale: Locale,
  ): CouponView {
    const terms = definition.coupon ?? {};
    const status = couponStatusOf(grant, over);
    const shown = status === 'AVAILABLE' || status === 'RESERVED';
    const code = this.codes.codeOf(couponId);
    const validUntil = grant.validUntil?.toISOString() ?? '';
    const money = (amountMinor: number | undefined) =>
      amountMinor === undefined || terms.currency === undefined ? null : { amountMinor, currency: terms.currency };
    return {
      id: couponId,
      title: inLocale(definition.title, locale),
      status,
      display: shown ? { text: code, qrPayload: code, refreshAt: null, expiresAt: validUntil } : null,
      discount: money(terms.discountMinor),
      percentOff: terms.percentOff ?? null,
      minSpend: money(terms.minSpendMinor),
      validFrom: grant.validFrom.toISOString(),
      validUntil,
      usableNow: whyNot.length === 0,
      whyNot,
    };
  }
}

/** Grants of one occasion are recorded at the same instant; their order must not change from one question to the next. */
function newestFirst(one: GrantRecord, other: GrantRecord): number {
  return (
    other.recordedAt.getTime() - one.recordedAt.getTime() ||
    (one.validUntil?.getTime() ?? Infinity) - (other.validUntil?.getTime() ?? Infinity) ||
    (one.code < other.code ? -1 : 1)
  );
}

function viewOfMissing(memberId: string, benefit: PublishedBenefit, level: string, locale: Locale): BenefitView {
  return {
    ...titleOf(benefit, locale),
    id: `${memberId}:${benefit.code}`,
    version: benefit.version,
    status: 'NOT_USABLE',
    grantId: null,
    usableNow: false,
    whyNot: [viewOfReason(whyNotGranted(benefit.definition, level), locale)],
    validFrom: benefit.definition.validFrom ?? null,
    validUntil: benefit.definition.validTo ?? null,
    remaining: null,
    coupon: null,
  };
}

function titleOf({ code, definition }: PublishedBenefit, locale: Locale) {
  return {
    code,
    layer: definition.layer.toUpperCase() as BenefitView['layer'],
    kind: definition.kind,
    title: inLocale(definition.title, locale),
    terms: definition.terms ? inLocale(definition.terms, locale) : null,
    imageUrl: definition.imageUrl ?? null,
    value: definition.value ?? null,
  };
}

function statusOf({ status }: GrantRecord, over: boolean, usable: boolean): BenefitStatus {
  if (status === 'granted') return over ? 'EXPIRED' : usable ? 'USABLE' : 'NOT_USABLE';
  return status.toUpperCase() as BenefitStatus;
}

function couponStatusOf({ status, reservedUntil }: GrantRecord, over: boolean): CouponStatus {
  if (status === 'used') return 'REDEEMED';
  if (status === 'revoked' || status === 'returned') return 'VOID';
  if (status === 'expired' || over) return 'EXPIRED';
  return reservedUntil === null ? 'AVAILABLE' : 'RESERVED';
}

function viewOfReason(reason: WhyNot, locale: Locale): WhyNotView {
  return {
    code: reason.code,
    message: whyNotMessage(reason, locale),
    field: reason.field ?? null,
    actual: reason.actual ?? null,
    required: reason.required ?? null,
    missing: reason.missing ?? null,
    satisfiableAt: reason.satisfiableAt?.toISOString() ?? null,
  };
}

function hereOf(context: HereNow | undefined): Here {
  if (!context) return {};
  const lines = context.basket?.map(({ category, quantity, unitPriceMinor }) => ({
    category: category ?? null,
    netMinor: Math.round(Number(quantity) * unitPriceMinor),
  }));
  return { storeId: context.storeId, basket: lines && { storeId: context.storeId ?? null, currency: null, lines } };
}
