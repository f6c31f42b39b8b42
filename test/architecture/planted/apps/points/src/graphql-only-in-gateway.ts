export { Resolver } from '@nestjs/graphql';
