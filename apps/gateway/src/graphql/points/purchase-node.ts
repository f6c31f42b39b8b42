import type { PurchaseView } from '#contracts/public/purchase';
import type { Typed } from '../schema/node.model.js';
import type { Money } from '../schema/money.model.js';

export interface PurchaseNode extends Omit<PurchaseView, 'items'>, Typed<'Purchase'> {
  readonly total: Money;
  readonly payable: Money;
  readonly refunded: Money;
  readonly items: readonly (PurchaseView['items'][number] & { readonly net: Money })[];
}

export function purchaseNode(view: PurchaseView): PurchaseNode {
  const money = (amountMinor: number): Money => ({ amountMinor, currency: view.currency });
  return {
    ...view,
    __typename: 'Purchase',
    total: money(view.totalMinor),
    payable: money(view.payableMinor),
    refunded: money(view.refundedMinor),
    items: view.items.map((item) => ({ ...item, net: money(item.netMinor) })),
  };
}
