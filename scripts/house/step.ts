import { spawn } from 'node:child_process';

/** One tool of the house: the script of its package and what it is told. */
export interface Step {
  readonly name: string;
  /** Path of the tool's JavaScript from the root: it runs on this process's Node, never on whatever `node` the shell finds. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** Runs a step to its end and keeps what it says, so that only a failure is shown. */
export async function runStep(step: Step): Promise<StepResult> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [step.script, ...step.args], {
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...step.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ok = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code === 0);
    });
  });
  return {
    name: step.name,
    ok,
    seconds: (performance.now() - startedAtMs) / 1000,
    output: Buffer.concat(chunks).toString('utf8'),
  };
}

/** One line a step, as soon as it ends. */
export function reportStep({ name, ok, seconds }: Omit<StepResult, 'output'>, note = ''): void {
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s${note}\n`);
}
