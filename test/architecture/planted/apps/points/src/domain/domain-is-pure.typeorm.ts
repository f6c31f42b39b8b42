export { Entity } from 'typeorm';
