import { Body, Controller } from '@nestjs/common';
import { listBenefits, listCoupons, readBenefitsById } from '#contracts/internal/benefits';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import type { Page, PageRequest } from '#contracts/internal/paging';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ListBenefits } from '../application/list-benefits.js';

@Controller()
export class BenefitsController {
  constructor(
    private readonly listOfBenefits: ListBenefits,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(listBenefits)
  async benefits(@Body() { members }: RequestOf<typeof listBenefits>): Promise<ResponseOf<typeof listBenefits>> {
    const { programId, locale } = currentCaller();
    const lists = await this.listOfBenefits.benefits(programId, members, locale);
    return {
      pages: members.map((member, index) => {
        const all = lists[index] ?? [];
        const wanted = member.status === undefined ? all : all.filter(({ status }) => status === member.status);
        return this.page(`benefits/${programId}/${member.memberId}`, member, wanted);
      }),
    };
  }

  @InternalCall(listCoupons)
  async coupons(@Body() { members }: RequestOf<typeof listCoupons>): Promise<ResponseOf<typeof listCoupons>> {
    const { programId, locale } = currentCaller();
    const lists = await this.listOfBenefits.coupons(programId, members, locale);
    return {
      pages: members.map((member, index) => {
        const wanted = (lists[index] ?? []).filter(({ status }) => member.status.includes(status));
        return this.page(`coupons/${programId}/${member.memberId}`, member, wanted);
      }),
    };
  }

  @InternalCall(readBenefitsById)
  async byIds(@Body() { ids }: RequestOf<typeof readBenefitsById>): Promise<ResponseOf<typeof readBenefitsById>> {
    const { programId, locale } = currentCaller();
    const benefits = await this.listOfBenefits.byIds(programId, ids, locale);
    return { benefits, coupons: benefits.flatMap(({ memberId, coupon }) => (coupon ? [{ ...coupon, memberId }] : [])) };
  }

  /** A member's list is short: it is made whole and cut here. The cursor names the item it ended with. */
  private page<Item extends { readonly id: string }>(
    list: string,
    { first, after }: PageRequest,
    all: readonly Item[],
  ): Page<Item> & { totalCount: number } {
    const [lastId] = this.cursors.decode<[string]>(list, after) ?? [];
    const start = lastId === undefined ? 0 : all.findIndex(({ id }) => id === lastId) + 1;
    const rows = all.slice(start, start + first + 1).map((node) => ({ position: [node.id], node }));
    return { ...this.cursors.page(list, first, rows), totalCount: all.length };
  }
}
