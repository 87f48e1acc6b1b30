#!/usr/bin/env node
/** Builds the benchmark and runs it: see README.md. Arguments are passed on. */

import { runBench } from '../run-bench.mjs'

await runBench('fuzz', { bench: 'bench/fuzz/main.ts' })
