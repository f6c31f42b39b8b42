export { TypeOrmModule } from '@nestjs/typeorm';
