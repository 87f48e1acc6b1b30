#!/usr/bin/env node
/** Builds the benchmark and runs it: see README.md. Arguments are passed on. */

import { engineProcesses, runBench } from '../run-bench.mjs'

await runBench('which-loss', { bench: 'bench/which-loss/main.ts', ...engineProcesses })
