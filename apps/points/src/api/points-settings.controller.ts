import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { readPointsSettings, writePointsSettings } from '#contracts/internal/points-settings';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { WritePointsSettings } from '../application/write-points-settings.js';

@Controller()
export class PointsSettingsController {
  constructor(private readonly settings: WritePointsSettings) {}

  @InternalCall(readPointsSettings)
  read(): Promise<ResponseOf<typeof readPointsSettings>> {
    return this.settings.read(currentCaller());
  }

  @InternalCall(writePointsSettings)
  write(@Body() body: RequestOf<typeof writePointsSettings>): Promise<ResponseOf<typeof writePointsSettings>> {
    return this.settings.write(currentCaller(), body);
  }
}
