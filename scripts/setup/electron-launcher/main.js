'use strict'

/*
 * The Electron runtime of last resort comes without Electron's default app, the part that makes
 * `electron [-r MODULE]... FOLDER` work. This file does the same, and is kept to what Electron's own does:
 * preload the modules, take name and version from the folder's package.json, set the app path, load its main.
 * It runs on the Node inside that runtime (16), as CommonJS.
 */

const { app, dialog } = require('electron')
const fs = require('fs')
const Module = require('module')
const path = require('path')

/**
 * Splits the command line as Electron's default app does: options before the first plain argument, which is the
 * application folder; everything after it belongs to the application.
 * @param {string[]} args process.argv without the executable
 * @returns {{ modules: string[], folder: string | undefined }}
 */
function parseArguments(args) {
  const modules = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]
    if (arg === '-r' || arg === '--require') modules.push(args[++index])
    else if (arg.startsWith('--require=')) modules.push(arg.slice('--require='.length))
    else if (!arg.startsWith('-')) return { modules, folder: arg }
  }
  return { modules, folder: undefined }
}

/** @param {string} message shown in a box where there is a display, and on stderr */
function fail(message) {
  process.stderr.write(message + '\n')
  if (app.isReady()) dialog.showErrorBox('Focal Bench cannot start', message)
  app.exit(1)
}

/** @param {string} folder */
function loadApplication(folder) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  const applicationPath = path.resolve(folder)
  const manifest = JSON.parse(fs.readFileSync(path.join(applicationPath, 'package.json'), 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  app.name = manifest.productName || manifest.name || app.name
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName)
  app.setAppPath(applicationPath)
  Module._load(applicationPath, module, true)
}

const { modules, folder } = parseArguments(process.argv.slice(1))
try {
  if (modules.length > 0) Module._preloadModules(modules)
  if (folder === undefined) fail('No application folder was named. Start Focal Bench with: npm start')
  else loadApplication(folder)
} catch (error) {
  fail(`Cannot load the application in ${folder}: ${error instanceof Error ? error.stack : error}`)
}
