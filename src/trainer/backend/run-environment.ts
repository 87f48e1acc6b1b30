import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs'
import type { RunEnvironment } from '@shared/domain/run'
import { version } from '../../../package.json'
import type { ChosenBackend } from './choose-backend'
import { hasSingleThreadedExecutor, nativeBackend } from './native-backend'
import { singleThreadedVariable } from './process-environment'

/** What the run is computed with, as it is recorded. */
export function describeEnvironment(
  backend: ChosenBackend,
  step: Pick<RunEnvironment, 'compiled' | 'fallbackReason'> & {
    stepsPerCall: number
    batchParts: number
    columnParts: number
  },
): RunEnvironment {
  const native = nativeBackend()
  const versions: Record<string, string> = {
    focalBench: version,
    node: process.versions.node,
    tfjs: tf.version.tfjs,
  }
  if (native !== null) versions['tensorflow'] = native.binding.TF_Version
  return {
    backend: backend.name,
    compiled: step.compiled,
    fallbackReason: backend.reason ?? step.fallbackReason,
    versions,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads:
      native === null
        ? null
        : {
            intraOp: Number(process.env['TF_NUM_INTRAOP_THREADS']),
            interOp: Number(process.env['TF_NUM_INTEROP_THREADS']),
          },
    execution:
      native === null
        ? null
        : {
            oneDnn: process.env['TF_ENABLE_ONEDNN_OPTS'] !== '0',
            singleThreadedExecutor:
              step.compiled && process.env[singleThreadedVariable] === '1' && hasSingleThreadedExecutor(),
            stepsPerCall: step.stepsPerCall,
            batchParts: step.batchParts,
            columnParts: step.columnParts,
            deterministic: isSet(process.env['TF_DETERMINISTIC_OPS']),
          },
  }
}

/** As TensorFlow reads it. */
function isSet(variable: string | undefined): boolean {
  return variable === '1' || variable?.toLowerCase() === 'true'
}
