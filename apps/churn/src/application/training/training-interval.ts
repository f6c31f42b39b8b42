/** How often a programme is trained anew, from the environment. */
export class TrainingInterval {
  constructor(readonly hours: number) {}
}
