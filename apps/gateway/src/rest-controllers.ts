import { PurchasesController } from './points/purchases.controller.js';

/** Every controller with REST routes: what is registered is what the OpenAPI document shows. */
export const restControllers = [PurchasesController] as const;
