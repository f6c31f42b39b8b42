import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/** The start is refused: names the variables at fault, never their values. */
export class InvalidEnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidEnvironmentError';
  }
}

/**
 * Reads and checks an app's configuration once, at the start.
 *
 * @param EnvClass a class whose properties are the variables' names, with class-validator rules and defaults
 * @throws InvalidEnvironmentError naming every missing or bad variable
 */
export function loadEnv<Env extends object>(EnvClass: new () => Env, source: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const env = plainToInstance(EnvClass, given, { enableImplicitConversion: true, exposeDefaultValues: true });
  const problems = validateSync(env, { validationError: { target: false, value: false } }).map(
    (error) => `${error.property}: ${Object.values(error.constraints ?? { invalid: 'is not valid' }).join('; ')}`,
  );
  if (problems.length > 0) throw new InvalidEnvironmentError(problems);
  return env;
}
