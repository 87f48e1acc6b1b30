#!/usr/bin/env node
/** Builds the soak and runs it: see README.md. Arguments are passed on. */

import { engineProcesses, runBench } from '../run-bench.mjs'

await runBench(
  'compiled-soak',
  { main: 'bench/compiled-soak/main.ts', trainer: engineProcesses.trainer },
  { nodeArguments: ['--expose-gc'] },
)
