import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { Page, PageRequest } from '#contracts/internal/paging';
import {
  type AccountView,
  type EntryView,
  type LifetimeView,
  listEntries,
  listLots,
  listPurchases,
  type LotView,
  readAccounts,
  readBalanceAt,
  readLedgerById,
  readLifetimes,
  readPurchasesById,
} from '#contracts/internal/points';
import type { PurchaseView } from '#contracts/public/purchase';
import { InternalCalls } from '#platform/http/internal-calls';
import type { GraphqlContext } from '../execution/graphql-context.js';
import { BatchedRead, readDeadlineMs } from '../reading/batched-read.js';

export const defaultWallet = 'points';
export const expiringDaysDefault = 90;

interface AccountKey {
  readonly memberId: string;
  readonly wallet: string;
  readonly expiringWithinDays: number;
}

type AccountPage = PageRequest & { readonly memberId: string; readonly wallet: string };
type PurchasePage = PageRequest & { readonly memberId: string };
export type LedgerItem =
  { readonly lot: LotView; readonly memberId: string } | { readonly entry: EntryView; readonly memberId: string };

const options = { deadlineMs: readDeadlineMs };

/** What the points service knows, read for GraphQL. */
@Injectable()
export class PointReads {
  private readonly accounts: BatchedRead<AccountKey, AccountView>;
  private readonly lifetimes: BatchedRead<{ memberId: string; wallet: string }, LifetimeView>;
  private readonly lotPages: BatchedRead<AccountPage, Page<LotView>>;
  private readonly entryPages: BatchedRead<AccountPage, Page<EntryView>>;
  private readonly purchasePages: BatchedRead<PurchasePage, Page<PurchaseView>>;
  private readonly purchasesById: BatchedRead<string, PurchaseView>;
  private readonly ledgerById: BatchedRead<string, LedgerItem>;
  private readonly balances: BatchedRead<{ memberId: string; wallet: string; at: string }, number>;

  constructor(calls: InternalCalls) {
    this.accounts = new BatchedRead<AccountKey, AccountView>(async (caller, keys) => {
      // A lane's keys differ in the member alone; a request of its own may ask for several wallets.
      const groups = Map.groupBy(keys, ({ wallet, expiringWithinDays }) => `${expiringWithinDays} ${wallet}`);
      const found = new Map<AccountKey, AccountView>();
      await Promise.all(
        [...groups.values()].map(async (group) => {
          const { wallet = defaultWallet, expiringWithinDays = expiringDaysDefault } = group[0] ?? {};
          const memberIds = group.map(({ memberId }) => memberId);
          const question = { memberIds, wallet, expiringWithinDays };
          const { accounts } = await calls.send(readAccounts, caller, question, options);
          group.forEach((key, index) => found.set(key, accounts[index] as AccountView));
        }),
      );
      return keys.map((key) => found.get(key) ?? notFound('account'));
    });
    this.lifetimes = new BatchedRead<{ memberId: string; wallet: string }, LifetimeView>(async (caller, keys) => {
      const groups = Map.groupBy(keys, ({ wallet }) => wallet);
      const found = new Map<object, LifetimeView>();
      for (const [wallet, group] of groups) {
        const question = { memberIds: group.map(({ memberId }) => memberId), wallet };
        const { lifetimes } = await calls.send(readLifetimes, caller, question, options);
        group.forEach((key, index) => found.set(key, lifetimes[index] as LifetimeView));
      }
      return keys.map((key) => found.get(key) ?? notFound('account'));
    });
    this.lotPages = new BatchedRead(async (caller, accounts) => {
      const { pages } = await calls.send(listLots, caller, { accounts }, options);
      return pages;
    });
    this.entryPages = new BatchedRead(async (caller, accounts) => {
      const { pages } = await calls.send(listEntries, caller, { accounts }, options);
      return pages;
    });
    this.purchasePages = new BatchedRead(async (caller, members) => {
      const { pages } = await calls.send(listPurchases, caller, { members }, options);
      return pages;
    });
    this.purchasesById = new BatchedRead<string, PurchaseView>(async (caller, ids) => {
      const { purchases } = await calls.send(readPurchasesById, caller, { ids: [...new Set(ids)] }, options);
      const byId = new Map(purchases.map((purchase) => [purchase.id, purchase]));
      return ids.map((id) => byId.get(id) ?? notFound('purchase'));
    });
    this.ledgerById = new BatchedRead<string, LedgerItem>(async (caller, ids) => {
      const { lots, entries } = await calls.send(readLedgerById, caller, { ids: [...new Set(ids)] }, options);
      const byId = new Map<string, LedgerItem>([
        ...lots.map(({ memberId, ...lot }) => [lot.id, { lot, memberId }] as const),
        ...entries.map(({ memberId, ...entry }) => [entry.id, { entry, memberId }] as const),
      ]);
      return ids.map((id) => byId.get(id) ?? notFound('ledger entry'));
    });
    this.balances = new BatchedRead((caller, questions) =>
      Promise.all(
        questions.map(async (question) => (await calls.send(readBalanceAt, caller, question, options)).available),
      ),
    );
  }

  /** @throws Refusal not_found for an unknown wallet */
  account(context: GraphqlContext, key: AccountKey): Promise<AccountView> {
    const usual = key.wallet === defaultWallet && key.expiringWithinDays === expiringDaysDefault;
    return this.accounts.load(context, key, { alone: !usual });
  }

  lifetime(context: GraphqlContext, key: { memberId: string; wallet: string }): Promise<LifetimeView> {
    return this.lifetimes.load(context, key);
  }

  lots(context: GraphqlContext, page: AccountPage): Promise<Page<LotView>> {
    return this.lotPages.load(context, page, { alone: page.after !== undefined });
  }

  entries(context: GraphqlContext, page: AccountPage): Promise<Page<EntryView>> {
    return this.entryPages.load(context, page, { alone: page.after !== undefined });
  }

  purchases(context: GraphqlContext, page: PurchasePage): Promise<Page<PurchaseView>> {
    return this.purchasePages.load(context, page, { alone: page.after !== undefined });
  }

  /** @throws Refusal not_found */
  purchase(context: GraphqlContext, id: string): Promise<PurchaseView> {
    return this.purchasesById.load(context, id);
  }

  /** A lot or an entry. @throws Refusal not_found */
  ledgerItem(context: GraphqlContext, id: string): Promise<LedgerItem> {
    return this.ledgerById.load(context, id);
  }

  balanceAt(context: GraphqlContext, question: { memberId: string; wallet: string; at: string }): Promise<number> {
    return this.balances.load(context, question, { alone: true });
  }
}
