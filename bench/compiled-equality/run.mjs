#!/usr/bin/env node
/** Builds the comparison and runs it: see README.md. Arguments are passed on. */

import { runBench } from '../run-bench.mjs'

await runBench('compiled-equality', { main: 'bench/compiled-equality/main.ts' })
