import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { ModelsController } from './models.controller.js';
import { WatchController } from './watch.controller.js';

@Module({ controllers: [MetricsController, ModelsController, WatchController] })
export class ChurnModule {}
