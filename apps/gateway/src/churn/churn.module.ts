import { Module } from '@nestjs/common';
import { ModelsController } from './models.controller.js';
import { WatchController } from './watch.controller.js';

@Module({ controllers: [ModelsController, WatchController] })
export class ChurnModule {}
