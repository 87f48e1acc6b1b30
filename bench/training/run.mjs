#!/usr/bin/env node
/** Builds the benchmark and runs it: see README.md. Arguments are passed on. */

import { engineProcesses, runBench } from '../run-bench.mjs'

await runBench('training', {
  bench: 'bench/training/main.ts',
  ours: 'bench/training/ours.ts',
  'ours-sweep': 'bench/training/ours-sweep.ts',
  ...engineProcesses,
})
