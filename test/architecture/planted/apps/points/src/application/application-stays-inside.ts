export { Controller } from '@nestjs/core';
