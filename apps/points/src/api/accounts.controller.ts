import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import type { Page, PageRequest } from '#contracts/internal/paging';
import {
  listEntries,
  listLots,
  readAccounts,
  readBalanceAt,
  readLedgerById,
  readLifetimes,
} from '#contracts/internal/points';
import { type CursorPosition, Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { type Placed, ReadAccounts } from '../application/read-accounts.js';

type AccountList = readonly ({ memberId: string; wallet: string } & PageRequest)[];

@Controller()
export class AccountsController {
  constructor(
    private readonly accounts: ReadAccounts,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(readAccounts)
  async read(@Body() question: RequestOf<typeof readAccounts>): Promise<ResponseOf<typeof readAccounts>> {
    return { accounts: await this.accounts.accountsOf(currentCaller(), question) };
  }

  @InternalCall(readLifetimes)
  async lifetimes(@Body() question: RequestOf<typeof readLifetimes>): Promise<ResponseOf<typeof readLifetimes>> {
    return { lifetimes: await this.accounts.lifetimesOf(currentCaller(), question) };
  }

  @InternalCall(listEntries)
  async entries(@Body() { accounts }: RequestOf<typeof listEntries>): Promise<ResponseOf<typeof listEntries>> {
    return {
      pages: await this.pages('entries', accounts, (wallet, requests: Positioned<[number, number]>[]) =>
        this.accounts.entriesOf(
          currentCaller(),
          wallet,
          requests.map(({ position, ...request }) => ({
            ...request,
            after: position && { seq: position[0], place: position[1] },
          })),
        ),
      ),
    };
  }

  @InternalCall(listLots)
  async lots(@Body() { accounts }: RequestOf<typeof listLots>): Promise<ResponseOf<typeof listLots>> {
    return {
      pages: await this.pages('lots', accounts, (wallet, requests: Positioned<[number, string]>[]) =>
        this.accounts.lotsOf(
          currentCaller(),
          wallet,
          requests.map(({ position, ...request }) => ({
            ...request,
            after: position && { seq: position[0], lotId: position[1] },
          })),
        ),
      ),
    };
  }

  @InternalCall(readBalanceAt)
  async balanceAt(@Body() question: RequestOf<typeof readBalanceAt>): Promise<ResponseOf<typeof readBalanceAt>> {
    return { available: await this.accounts.availableAt(currentCaller(), question) };
  }

  @InternalCall(readLedgerById)
  byIds(@Body() { ids }: RequestOf<typeof readLedgerById>): Promise<ResponseOf<typeof readLedgerById>> {
    return this.accounts.byIds(currentCaller(), ids);
  }

  /** One read a wallet, whatever the number of members; pages in the order asked. */
  private async pages<Node, Position extends CursorPosition>(
    list: string,
    accounts: AccountList,
    read: (wallet: string, requests: Positioned<Position>[]) => Promise<readonly Placed<Node, Position>[][]>,
  ): Promise<Page<Node>[]> {
    const { programId } = currentCaller();
    const pages = new Array<Page<Node>>(accounts.length);
    for (const wallet of new Set(accounts.map((account) => account.wallet))) {
      const asked = accounts.flatMap((account, index) =>
        account.wallet === wallet
          ? [{ ...account, index, list: `points.${list}/${programId}/${account.memberId}/${wallet}` }]
          : [],
      );
      const rows = await read(
        wallet,
        asked.map(({ memberId, first, after, list: of }) => ({
          memberId,
          first,
          position: this.cursors.decode<Position>(of, after),
        })),
      );
      asked.forEach(({ index, first, list: of }, place) => {
        pages[index] = this.cursors.page(of, first, rows[place] ?? []);
      });
    }
    return pages;
  }
}

interface Positioned<Position> {
  readonly memberId: string;
  readonly first: number;
  readonly position: Position | undefined;
}
