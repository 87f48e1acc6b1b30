#!/usr/bin/env node
/** Builds the benchmark and runs it: see README.md. Arguments are passed on. */

import { runBench } from '../run-bench.mjs'

await runBench('trainer-overhead', {
  compare: 'bench/trainer-overhead/compare.ts',
  trainer: 'bench/trainer-overhead/trainer.ts',
})
