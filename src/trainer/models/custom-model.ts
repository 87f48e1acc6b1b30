/** A model of a person's own: a tfjs LayersModel topology, seeded and checked. */
import * as tf from '@tensorflow/tfjs'
import type { ModelConfig } from '@shared/config/run-config'
import { badInput, type FocalError } from '@shared/errors'
import { layerSeed } from './seeds'

/** Layers whose noise tfjs draws without a seed: a run with them could not be repeated. */
const unseededLayers = ['GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'SpatialDropout1D']
const squashing = ['softmax', 'sigmoid', 'logSoftmax', 'log_softmax']

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * @param inputShapes shapes the data can be given in, without the batch
 * @throws FocalError `bad-input` where the topology cannot be read, or does not fit the data
 */
export async function customModel(
  { name, topology }: Extract<ModelConfig, { kind: 'custom' }>,
  { inputShapes, classes, seed }: { inputShapes: number[][]; classes: number; seed: number },
): Promise<tf.LayersModel> {
  const json = readTopology(name, topology)
  const seeded = seedInitializers(json, seed, 'model')
  let model: tf.LayersModel
  try {
    model = await tf.models.modelFromJSON(seeded as Parameters<typeof tf.models.modelFromJSON>[0])
  } catch (error) {
    throw wrongModel(
      name,
      `is not a topology that tfjs can read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  checkInput(name, model, inputShapes)
  checkOutput(name, model, classes)
  return model
}

function readTopology(name: string, topology: string): Json {
  let json: Json
  try {
    json = JSON.parse(topology) as Json
  } catch (error) {
    throw wrongModel(name, `is not JSON: ${String(error)}`)
  }
  if (typeof json === 'string') return readTopology(name, json)
  if (json === null || typeof json !== 'object' || Array.isArray(json))
    throw wrongModel(name, 'is not a JSON object')
  if ('modelTopology' in json) {
    const inner = json['modelTopology'] ?? null
    return typeof inner === 'string' ? readTopology(name, inner) : inner
  }
  return json
}

/** Gives every initialiser without a seed one from the run's, by its place in the topology; refuses unseeded noise. */
function seedInitializers(json: Json, runSeed: number, place: string): Json {
  if (Array.isArray(json)) return json.map((item, i) => seedInitializers(item, runSeed, `${place}.${i}`))
  if (json === null || typeof json !== 'object') return json
  const className = json['class_name']
  if (typeof className === 'string' && unseededLayers.includes(className)) {
    throw badInput(`The model has a ${className} layer, whose noise cannot be seeded. Use Dropout instead.`, {
      field: 'model.topology',
    })
  }
  const copy = Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, seedInitializers(value, runSeed, `${place}.${key}`)]),
  )
  const isInitializer = place.endsWith('_initializer') || place.endsWith('Initializer')
  const config = copy['config']
  if (
    isInitializer &&
    config !== null &&
    typeof config === 'object' &&
    !Array.isArray(config) &&
    config['seed'] == null
  ) {
    return { ...copy, config: { ...config, seed: layerSeed(runSeed, 'weights', place) } }
  }
  return copy
}

function checkInput(name: string, model: tf.LayersModel, inputShapes: number[][]): void {
  if (model.inputs.length !== 1) throw wrongModel(name, `has ${model.inputs.length} inputs; it must have one`)
  const shape = model.inputs[0]!.shape.slice(1)
  if (inputShapes.some((possible) => sameShape(possible, shape))) return
  const wanted = inputShapes.map((possible) => `[${possible.join(', ')}]`).join(' or ')
  throw wrongModel(name, `takes inputs of shape [${shape.join(', ')}], but the data has ${wanted}`)
}

function checkOutput(name: string, model: tf.LayersModel, classes: number): void {
  if (model.outputs.length !== 1)
    throw wrongModel(name, `has ${model.outputs.length} outputs; it must have one`)
  const shape = model.outputs[0]!.shape.slice(1)
  if (!sameShape(shape, [classes])) {
    throw wrongModel(
      name,
      `gives outputs of shape [${shape.join(', ')}], but the data has ${classes} classes`,
    )
  }
  const activation = model.outputs[0]!.sourceLayer.getConfig()['activation']
  if (typeof activation === 'string' && squashing.includes(activation)) {
    throw wrongModel(name, `ends in ${activation}; the output must be logits, so remove that activation`)
  }
}

function sameShape(a: (number | null)[], b: (number | null)[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}

function wrongModel(name: string, why: string): FocalError {
  return badInput(`The model "${name}" ${why}.`, { field: 'model.topology' })
}
