import { Field, ID, InterfaceType } from '@nestjs/graphql';

/** A value of an interface or union says itself which type it is. */
export interface Typed<Name extends string = string> {
  readonly __typename: Name;
}

@InterfaceType('Node', { resolveType: (value: Typed) => value.__typename })
export abstract class Node {
  @Field(() => ID)
  id!: string;
}
