/** The one source of "now": tests fix it, and SQL never asks the database's own clock. */
export abstract class Clock {
  abstract now(): Date;
}
