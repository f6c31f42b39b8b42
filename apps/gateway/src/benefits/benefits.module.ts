import { Module } from '@nestjs/common';
import { BenefitDefinitionsController } from './benefit-definitions.controller.js';
import { MemberBenefitsController } from './member-benefits.controller.js';

@Module({ controllers: [MemberBenefitsController, BenefitDefinitionsController] })
export class BenefitsModule {}
