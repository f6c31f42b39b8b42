import { Injectable } from '@nestjs/common';
import { type MemberFact, MemberFacts } from './ports/member-facts.js';

/** Keeps what a score and a breakdown of risk need to know of members: tier, segment, status and coming deadlines. */
@Injectable()
export class LearnMembers {
  constructor(private readonly facts: MemberFacts) {}

  execute(facts: readonly MemberFact[]): Promise<void> {
    return this.facts.learn(facts);
  }
}
