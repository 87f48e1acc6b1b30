import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import { FocalError } from '@shared/errors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configFor, configForLabels, readTrainRequest } from '../../../../src/cli/train/request'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'focal-bench-request-'))
  mkdirSync(join(folder, 'sub'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function messageOf(config: string | undefined, flags: Record<string, unknown> = {}): string {
  try {
    readTrainRequest(config, flags)
  } catch (error) {
    expect(error).toBeInstanceOf(FocalError)
    expect((error as FocalError).code).toBe('bad-input')
    return (error as FocalError).message
  }
  throw new Error('was taken')
}

describe('readTrainRequest', () => {
  it('is the default run without anything', () => {
    expect(readTrainRequest(undefined, {})).toMatchObject({
      config: defaultRunConfig,
      dataFile: null,
      tags: [],
    })
  })

  it('lets flags override a file, field by field, and adds their tags', () => {
    const path = file(
      'a.json',
      '{"loss": {"kind": "cross-entropy", "alpha": "balanced"}, "epochs": 3, "tags": ["x"], "name": "n"}',
    )
    const { config, tags, name } = readTrainRequest(path, { epochs: 5, gamma: 3, tag: ['y', 'x'] })
    expect(config.loss).toMatchObject({ kind: 'ce', alpha: 'balanced', gamma: 3 })
    expect(config.training.epochs).toBe(5)
    expect(tags).toEqual(['x', 'y'])
    expect(name).toBe('n')
  })

  it('reads back the configuration that a run reports', () => {
    const config = { ...defaultRunConfig, seed: 7 }
    expect(readTrainRequest(file('b.json', JSON.stringify({ config })), {}).config).toEqual(config)
  })

  it('drops the fields of the file’s model where a flag names another kind', () => {
    const path = file('c.json', '{"model": {"kind": "mlp", "layers": [32], "dropout": 0.1}}')
    expect(readTrainRequest(path, { model: 'linear' }).config.model).toEqual(defaultModels.linear)
    expect(readTrainRequest(path, { dropout: 0.3 }).config.model).toMatchObject({
      layers: [32],
      dropout: 0.3,
    })
  })

  it('knows the kind of model from its fields', () => {
    expect(readTrainRequest(undefined, { layers: [8] }).config.model).toMatchObject({
      kind: 'mlp',
      layers: [8],
    })
    expect(readTrainRequest(undefined, { filters: [4] }).config.model).toMatchObject({
      kind: 'cnn',
      filters: [4],
    })
  })

  it('starts a relative data file at the configuration’s folder, and a flag’s at the working folder', () => {
    const data = file('sub/data.csv', 'a,b\n1,2\n')
    const config = file('sub/d.json', '{"data": "data.csv", "label": "b"}')
    expect(readTrainRequest(config, {}).dataFile).toMatchObject({ path: data, label: 'b' })
    const fromHere = relative(process.cwd(), data)
    expect(readTrainRequest(undefined, { data: fromHere }).dataFile).toMatchObject({
      path: data,
      label: null,
    })
    expect(messageOf(config, { data: 'data.csv' })).toContain(join(process.cwd(), 'data.csv'))
  })

  it('takes a word for a data set’s name, unless a label says that it is a file', () => {
    const path = file('digits', 'a,b\n1,2\n')
    const config = file('e.json', '{"data": "digits"}')
    expect(readTrainRequest(config, {}).dataFile).toBeNull()
    expect(readTrainRequest(config, { label: 'b' }).dataFile).toMatchObject({ path, label: 'b' })
  })

  it('leaves a file’s label with the file’s data where a flag names a data set', () => {
    file('sub/data.csv', 'a,b\n1,2\n')
    const config = file('sub/g.json', '{"data": "data.csv", "label": "b"}')
    expect(readTrainRequest(config, { data: 'digits' }).dataFile).toBeNull()
  })

  describe('labels of a data file', () => {
    const table = () => file('sub/labels.csv', 'a,b,x\n1,0,3\n')
    const options = (config: string | undefined, flags: Record<string, unknown>) => {
      const { label, options: read } = readTrainRequest(config, flags).dataFile ?? {}
      return { label, ...read }
    }

    it('are columns by name, or one column with a separator', () => {
      expect(options(undefined, { data: table(), labels: 'a, b' })).toEqual({
        label: null,
        labels: ['a', 'b'],
      })
      expect(options(undefined, { data: table(), label: 'a', labelSeparator: ' ' })).toEqual({
        label: 'a',
        labelSeparator: ' ',
      })
      const config = file('sub/h.json', '{"data": "labels.csv", "labels": ["a,1", "b"]}')
      expect(options(config, {})).toEqual({ label: null, labels: ['a,1', 'b'] })
    })

    it('of flags go before those of the file, in whichever way they are named', () => {
      table()
      const one = file('sub/j.json', '{"data": "labels.csv", "label": "a", "label-separator": ";"}')
      expect(options(one, { labels: 'a,b' })).toEqual({ label: null, labels: ['a', 'b'] })
      expect(options(one, { labelSeparator: '|' })).toEqual({ label: 'a', labelSeparator: '|' })
      const several = file('sub/k.json', '{"data": "labels.csv", "labels": "a,b"}')
      expect(options(several, { label: 'b' })).toEqual({ label: 'b' })
    })

    it.each([
      [
        { labels: 'a,b', label: 'a' },
        '--labels names a column for each label, and --label is for one column',
      ],
      [{ labels: 'a,b', labelSeparator: ';' }, 'and --label-separator is for one column'],
      [{ labels: 'a' }, '--labels must name two label columns or more'],
      [{ label: 'a', labelSeparator: '' }, '--label-separator must be 1 to 10 characters'],
    ])('of %j are refused', (flags, message) => {
      expect(messageOf(undefined, { data: table(), ...flags })).toContain(message)
    })
  })

  it('reads lists that are written as in flags', () => {
    const path = file('h.json', '{"alpha": "1,2.5,3", "layers": "8,4"}')
    const { loss, model } = readTrainRequest(path, {}).config
    expect(loss.alpha).toEqual([1, 2.5, 3])
    expect(model).toMatchObject({ layers: [8, 4] })
    expect(readTrainRequest(file('h.json', '{"loss": {"alpha": "0.25"}}'), {}).config.loss.alpha).toBe(0.25)
    expect(messageOf(file('h.json', '{"alpha": "1,x"}'))).toContain(
      ':1:2: loss.alpha must be one of none, balanced',
    )
  })

  it('makes a name one line', () => {
    const { name, tags } = readTrainRequest(undefined, { name: ' two\nlines\u001b ', tag: ['a\tb'] })
    expect({ name, tags }).toEqual({ name: 'two lines', tags: ['a b'] })
  })

  it('names the places of fields for problems that only the engine sees', () => {
    const path = file('i.json', '{"alpha": [1, 2],\n "training": {"batchSize": 4},\n "label-smoothing": 0.1}')
    const { nameField } = readTrainRequest(path, { clipNorm: 1 })
    expect(nameField('optimizer.clipNorm')).toBe('--clip-norm')
    expect(nameField('loss.alpha')).toBe(`${path}:1:2: loss.alpha`)
    expect(nameField('training.batchSize')).toBe(`${path}:2:15: training.batchSize`)
    expect(nameField('loss.labelSmoothing')).toBe(`${path}:3:2: loss.labelSmoothing`)
    expect(nameField('model.kind')).toBe(`${path}: model.kind`)
    expect(readTrainRequest(undefined, {}).nameField('model.kind')).toBe('model.kind')
  })

  it('reads a model’s topology from a file', () => {
    const topology = { class_name: 'Sequential', config: { layers: [] } }
    const path = file('model.json', JSON.stringify({ modelTopology: topology, weightsManifest: [] }))
    const { model } = readTrainRequest(undefined, { model: path }).config
    expect(model).toEqual({ kind: 'custom', name: 'model', topology: JSON.stringify(topology) })
    expect(messageOf(undefined, { model: file('other.json', '{"a": 1}') })).toContain('no topology')
  })

  it.each([
    ['{"data": "digits",\n "gama": 2}', ':2:2: The configuration has no field "gama".'],
    ['{"loss": {\n"gamma": -2}}', ':2:1: loss.gamma must be at least 0.'],
    ['{\n\n  "gamma": 20}', ':3:3: loss.gamma must be at most 10.'],
    ['{"config": {"training":\n {"epochs": "x"}}}', ':2:3: training.epochs must be a number.'],
    ['{"optimizer": "adm"}', ':1:2: optimizer.kind must be one of sgd, momentum, adam, rmsprop.'],
    [
      '{"loss": {"kind": "ldam", "activation": "sigmoid"}}',
      ':1:11: loss.kind ldam is not defined for sigmoid',
    ],
    ['{"data": {"standardize": "yes"}}', ':1:11: data.standardize must be true or false.'],
    ['{"training": {"epoch": 3}}', ':1:15: training.epoch is not a field.'],
    ['{"model": {"kind": "linear",\n "layers": [1]}}', ':2:2: model.layers does not apply to model linear.'],
    ['{"layers": [8, "x"]}', ':1:2: model.layers.1 must be a number.'],
    ['{"label-smoothing":\n 1, "gamma": 2}', ':1:2: loss.labelSmoothing must be at most 0.9.'],
    [
      '{"lr": 1,\n "learning-rate": 2}',
      ':2:2: "lr" and "learning-rate" are the same field; keep one of them.',
    ],
    ['{"gamma": 1,\n "gamma": 2}', ':2:2: gamma is there twice; keep one of them.'],
    ['{"loss": {"kind": "ce",\n "kind": "focal"}}', ':2:2: loss.kind is there twice; keep one of them.'],
    ['{"epochs": 2.5}', ':1:2: training.epochs must be a whole number.'],
    ['{"epochs": 1e300}', ':1:2: training.epochs must be at most 100000.'],
    ['{"data": {"dataset": 3}}', ':1:11: data.dataset must be text.'],
    [
      '{"model": {"kind": "mlp",\n "layers": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}}',
      ':2:2: model.layers must have at most 16 items.',
    ],
    ['{"model": {"kind": 3}}', ':1:12: model.kind must be one of linear, mlp, cnn, custom.'],
    ['{"epochs": 1,\n "tags": ["a", ""]}', ':2:2: tags.1 must not be empty.'],
    [`{"epochs": 1,\n "name": "${'x'.repeat(201)}"}`, ':2:2: name must have at most 200 characters.'],
    [
      '{"data": "synthetic",\n "label": "y"}',
      ':2:2: label names the label column of a data file, but synthetic is not a file',
    ],
    ['{"data":\n "none/x.csv"}', ':1:2: data.dataset: the data file '],
    ['{"model": "resnet"}', ':1:2: model.kind must be mlp, cnn, linear, or a file'],
    [
      '{"activation": "sigmoid",\n "alpha": 2, "alpha-mode": "positiveNegative"}',
      ':2:2: loss.alpha must be from 0 to 1 where',
    ],
    ['[]', ': a configuration is a JSON object'],
    ['{"epochs": 3', 'f.json:1:13: the JSON ends where it needs'],
  ])('names the line of %s', (text, message) => {
    const path = file('f.json', text)
    expect(messageOf(path)).toContain(message)
    expect(messageOf(path)).toContain(path)
  })

  it('defers the weights of LDAM, and starts sigmoid outputs low, unless told otherwise', () => {
    const lossOf = (flags: Record<string, unknown>) => readTrainRequest(undefined, flags).config.loss
    const deferred = { alpha: 'effective', beta: 0.9999, reduction: 'weightedMean', reweightFrom: 0.8 }
    expect(lossOf({ loss: 'ldam-drw' })).toMatchObject({ kind: 'ldam', ...deferred })
    expect(lossOf({ loss: 'ldam', alpha: 'none' })).toMatchObject({ alpha: 'none', reweightFrom: 1 })
    expect(lossOf({ activation: 'sigmoid' })).toMatchObject({ priorProbability: 0.01 })
    expect(lossOf({ activation: 'sigmoid', priorProbability: 0.5 })).toMatchObject({ priorProbability: 0.5 })
    expect(lossOf({ activation: 'sigmoid', loss: 'asymmetric' })).toMatchObject({ priorProbability: 0.5 })
    expect(lossOf({ loss: 'asymmetric' })).toMatchObject({ activation: 'sigmoid', priorProbability: 0.5 })
    expect(lossOf({})).toEqual(defaultRunConfig.loss)
  })

  it('trains samples with several labels by sigmoids that start even, unless told otherwise', () => {
    const lossOf = (flags: Record<string, unknown>) =>
      configForLabels(readTrainRequest(undefined, flags)).loss
    expect(lossOf({})).toEqual({ ...defaultRunConfig.loss, activation: 'sigmoid' })
    expect(lossOf({ loss: 'ce', gamma: 1 })).toMatchObject({ kind: 'ce', activation: 'sigmoid', gamma: 1 })
    expect(lossOf({ activation: 'sigmoid' })).toMatchObject({ priorProbability: 0.5 })
    expect(lossOf({ priorProbability: 0.01 })).toMatchObject({
      activation: 'sigmoid',
      priorProbability: 0.01,
    })
    // The engine says why these are refused.
    expect(lossOf({ activation: 'softmax' })).toMatchObject({ activation: 'softmax' })
    expect(lossOf({ loss: 'ldam' })).toMatchObject({ kind: 'ldam', activation: 'softmax' })
  })

  it('a label column named twice was said to be one, or taken silently', () => {
    const data = file('twice.csv', 'p,q,x\n1,0,3\n')
    expect(messageOf(undefined, { data, labels: 'p,p' })).toBe(
      '--labels names the column "p" twice; name it once.',
    )
    expect(messageOf(undefined, { data, labels: 'p,q,p' })).toContain('"p" twice')
  })

  it('α and 1 - α were refused on samples with several labels, before sigmoid was filled in', () => {
    const written = '{"loss": {"kind": "focal", "alpha": [0.25, 0.5], "alphaMode": "positiveNegative"}}'
    const requests = [
      readTrainRequest(undefined, { loss: 'focal', alpha: 0.25, alphaMode: 'positiveNegative' }),
      readTrainRequest(undefined, { alpha: 'balanced', alphaMode: 'positiveNegative' }),
      readTrainRequest(file('sides.json', written), {}),
    ]
    for (const request of requests) {
      expect(configFor(request, true).loss).toMatchObject({
        activation: 'sigmoid',
        alphaMode: 'positiveNegative',
        priorProbability: 0.5,
      })
      expect(() => configFor(request, false)).toThrow('positiveNegative needs activation sigmoid.')
    }
    const said = readTrainRequest(undefined, {
      activation: 'sigmoid',
      alpha: 0.25,
      alphaMode: 'positiveNegative',
    })
    expect(configFor(said, false).loss).toMatchObject({ activation: 'sigmoid', priorProbability: 0.01 })
  })

  it.each([
    [{ model: 'linear', dropout: 0.5 }, '--dropout does not apply to model linear.'],
    [{ activation: 'sigmoid', loss: 'ldam' }, '--loss ldam is not defined for sigmoid'],
    [{ model: 'resnet' }, '--model must be mlp, cnn, linear, or a file'],
    [{ data: 'no/such.csv' }, '--data: the data file '],
    [{ label: 'y' }, '--label names the label column of a data file, but digits is not a file'],
    [{ name: 'x'.repeat(201) }, '--name must have at most 200 characters.'],
    [
      { alphaMode: 'positiveNegative', activation: 'softmax', alpha: 0.25 },
      '--alpha-mode positiveNegative needs activation sigmoid.',
    ],
    [
      { alphaMode: 'positiveNegative', loss: 'ldam', alpha: 0.25 },
      '--alpha-mode positiveNegative needs activation sigmoid.',
    ],
    [
      { alphaMode: 'positiveNegative', activation: 'sigmoid' },
      '--alpha-mode positiveNegative needs alpha: a number',
    ],
    [{ alphaMode: 'positiveNegative', alpha: [0.5, 2] }, '--alpha must be from 0 to 1'],
  ])('names the flag of %j', (flags, message) => {
    expect(messageOf(undefined, flags)).toContain(message)
  })

  it('names a configuration that is not there', () => {
    expect(messageOf(join(folder, 'none.json'))).toContain('there is no such file')
    expect(messageOf(folder)).toContain('it is a folder')
  })
})
