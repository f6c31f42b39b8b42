import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import type { MemberView } from '#contracts/internal/members';
import { MemberReader } from './member-reader.js';
import { type MemberFilter, type MemberPlace, Members } from './ports/members.js';
import { Programs } from './ports/programs.js';

interface ListedMembers {
  /** One more than asked for where there are more. */
  readonly rows: readonly { readonly place: MemberPlace; readonly view: MemberView }[];
  readonly totalCount: number;
}

/** Members that pass a filter, newest enrolment first. */
@Injectable()
export class ListMembers {
  constructor(
    private readonly members: Members,
    private readonly programs: Programs,
    private readonly reader: MemberReader,
  ) {}

  async execute(
    { programId, locale }: Caller,
    given: Omit<MemberFilter, 'ladder'>,
    first: number,
    after?: MemberPlace,
  ): Promise<ListedMembers> {
    const filter = { ...given, ladder: (await this.programs.ladder(programId)).code };
    const [places, totalCount] = await Promise.all([
      this.members.list(programId, filter, first + 1, after),
      this.members.count(programId, filter),
    ]);
    const views = await this.reader.views(
      programId,
      places.map(({ id }) => id),
      locale,
    );
    const rows = places.flatMap((place) => {
      const view = views.get(place.id);
      return view ? [{ place, view }] : [];
    });
    return { rows, totalCount };
  }
}
