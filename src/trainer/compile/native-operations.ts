import * as tf from '@tensorflow/tfjs'
import { nativeInternals } from './binding'
import { dataTypes } from './graph'

/** Rows of `params`, along its first axis. tfjs's own gather reads the indices back to check them. */
export function gatherRows(params: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const native = nativeInternals()
  const { TF_ATTR_INT, TF_ATTR_TYPE } = native.binding
  const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value })
  const attributes = [
    { name: 'batch_dims', type: TF_ATTR_INT, value: 0 },
    type('Tparams', params.dtype === 'int32' ? dataTypes.int32 : dataTypes.float32),
    type('Tindices', dataTypes.int32),
    type('Taxis', dataTypes.int32),
  ]
  return native.executeSingleOutput('GatherV2', attributes, [params, indices, tf.scalar(0, 'int32')])
}
