/**
 * Who may import whom: the architecture as one table, and the rule that holds it.
 *
 * A layer is a folder of src/. Every way to name a module is seen: import, export … from, import(), require(),
 * import … = require(), import('…') types and import.meta.glob; by alias and by relative path alike.
 */
import { isBuiltin } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

/**
 * mayImport: other layers, or a folder within one. nodeBuiltins: whether Node's own modules are there at run time.
 * A layer may always import itself.
 */
export const layers = {
  shared: { mayImport: [], nodeBuiltins: false },
  core: { mayImport: ['shared'], nodeBuiltins: false },
  engine: { mayImport: ['shared', 'core'], nodeBuiltins: true },
  trainer: { mayImport: ['shared', 'core'], nodeBuiltins: true },
  cli: { mayImport: ['engine', 'shared', 'core'], nodeBuiltins: true },
  renderer: { mayImport: ['shared', 'core'], nodeBuiltins: false },
  main: { mayImport: ['shared'], nodeBuiltins: true },
  preload: { mayImport: ['shared'], nodeBuiltins: false },
}

/** Packages with an owner: nothing outside these folders imports them, not even their types. */
export const packageOwners = {
  electron: ['main', 'preload'],
  '@tensorflow': ['trainer'],
  'better-sqlite3': ['engine/store'],
  'chart.js': ['renderer/charts'],
  '@orpc/server': ['engine'],
  vue: ['renderer'],
}

/** What a layer may import as types only, so that zod and the contract's code stay out of the window's bundle. */
export const typesOnly = {
  renderer: {
    folders: ['shared/contract', 'shared/config/run-config', 'shared/config/validate'],
    except: ['shared/contract/errors'],
  },
}

/** Files outside src/ that any layer may import. */
const sharedFiles = ['package.json', 'resources']

const aliases = { '@shared': 'src/shared', '@core': 'src/core' }

/** @returns whether `path` is `folder` or lies in it; a module's file extension does not matter. */
function within(path, folder) {
  return path === folder || path.startsWith(`${folder}/`) || path.replace(/\.[a-z]+$/, '') === folder
}

/** @returns the module's path from the project's root, or null for a package or a builtin. */
function projectPath(specifier, fileName) {
  const bare = specifier.replace(/\?.*$/, '')
  const [head, ...rest] = bare.split('/')
  if (head in aliases)
    return join(aliases[head], ...rest)
      .split(sep)
      .join('/')
  if (head === '.' || head === '..') return join(dirname(fileName), bare).split(sep).join('/')
  return null
}

/**
 * @param {string} fileName path of the importing file from the project's root, with forward slashes
 * @param {string} specifier the module as it is named in the file
 * @param {boolean} onlyTypes whether nothing of the import is left at run time
 * @returns {string | null} what is wrong, in one sentence
 */
export function layerViolation(fileName, specifier, onlyTypes) {
  const [root, layerName] = fileName.split('/')
  const layer = layers[layerName]
  if (root !== 'src' || layer === undefined) return null
  const from = fileName.slice('src/'.length)

  const target = projectPath(specifier, fileName)
  if (target === null) return packageViolation(from, layerName, layer, specifier)
  if (sharedFiles.some((folder) => within(target, folder))) return null
  if (!target.startsWith('src/')) return `src/${layerName} imports nothing outside src: ${target}.`

  const inSource = target.slice('src/'.length)
  const allowed = [layerName, ...layer.mayImport]
  if (!allowed.some((folder) => within(inSource, folder))) {
    const others =
      layer.mayImport.length === 0 ? 'nothing else of ours' : `only ${layer.mayImport.join(', ')}`
    return `src/${layerName} imports ${others}, not ${target}.`
  }
  const { folders = [], except = [] } = typesOnly[layerName] ?? {}
  const covers = (list) => list.some((folder) => within(inSource, folder))
  if (!onlyTypes && covers(folders) && !covers(except)) {
    return `src/${layerName} imports ${target} as types only: import type { … }.`
  }
  return null
}

function packageViolation(from, layerName, layer, specifier) {
  if (isBuiltin(specifier)) {
    return layer.nodeBuiltins ? null : `src/${layerName} has no Node at run time: ${specifier} is not there.`
  }
  for (const [name, owners] of Object.entries(packageOwners)) {
    if (within(specifier, name) && !owners.some((owner) => within(from, owner))) {
      return `Only ${owners.map((owner) => `src/${owner}`).join(' and ')} may import ${name}.`
    }
  }
  return null
}

/** The text of a string literal or of a template without expressions, else null. */
function literalText(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked
  return null
}

function leavesOnlyTypes(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true
  const specifiers = node.specifiers ?? []
  return (
    specifiers.length > 0 &&
    specifiers.every((specifier) => specifier.importKind === 'type' || specifier.exportKind === 'type')
  )
}

export const layersRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Hold the layers of eslint.layers.mjs' },
    schema: [],
  },
  create(context) {
    const fileName = relative(context.cwd, context.filename).split(sep).join('/')
    function check(node, source, onlyTypes = false) {
      const specifier = literalText(source)
      const message = specifier === null ? null : layerViolation(fileName, specifier, onlyTypes)
      if (message !== null) context.report({ node, message })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source, leavesOnlyTypes(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, leavesOnlyTypes(node)),
      ExportAllDeclaration: (node) => check(node, node.source, leavesOnlyTypes(node)),
      ImportExpression: (node) => check(node, node.source),
      TSImportEqualsDeclaration: (node) =>
        check(node, node.moduleReference.expression, node.importKind === 'type'),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
      CallExpression(node) {
        const callee = context.sourceCode.getText(node.callee)
        if (/^require\w*(\.resolve)?$/.test(callee) || callee === 'import.meta.glob') {
          check(node, node.arguments[0])
        }
      },
    }
  },
}
