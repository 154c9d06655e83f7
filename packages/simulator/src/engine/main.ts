#!/usr/bin/env node

import { setFlagsFromString } from 'node:v8';
import { type Engine, startEngine } from './engine.ts';
import { parseFlags, usage } from './flags.ts';
import type { EngineOptions } from './options.ts';

const BAD_FLAGS = 2;
const CRASHED = 1;

// What a request leaves behind dies with it: a young generation that V8 lets grow to 128 MB gains nothing.
setFlagsFromString('--semi-space-growth-factor=1');

const flags = parseFlags(process.argv.slice(2));
if ('help' in flags) process.stdout.write(usage);
else if ('problem' in flags) refuse(flags.problem);
else await serve(flags.options);

async function serve(options: EngineOptions): Promise<void> {
  try {
    const engine = await startEngine({ ...options, onCrash });
    process.stdout.write(`spillway-engine ready on ${engine.url}\n`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(engine));
  } catch (error) {
    refuse((error as Error).message);
  }
}

async function stop(engine: Engine): Promise<void> {
  await engine.close();
  process.exit(0);
}

function onCrash(): void {
  process.stderr.write('spillway-engine: crashed, as asked by a fault\n');
  process.exit(CRASHED);
}

function refuse(problem: string): void {
  process.stderr.write(`spillway-engine: ${problem}\nRun spillway-engine --help for the flags.\n`);
  process.exitCode = BAD_FLAGS;
}
