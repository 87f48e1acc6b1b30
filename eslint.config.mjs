import { defineConfig, globalIgnores } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { layersRule } from './eslint.layers.mjs'

const typed = ['**/*.ts', '**/*.vue']
const scripts = ['**/*.mjs', '**/*.cjs', '**/*.js']

const nodeGlobals = Object.fromEntries(
  [
    ...['process', 'console', 'Buffer', 'URL', 'URLSearchParams', 'fetch', 'AbortController', 'AbortSignal'],
    ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'queueMicrotask'],
    ...['performance', 'structuredClone', 'TextDecoder', 'TextEncoder', 'Response', 'WebSocket'],
  ].map((name) => [name, 'readonly']),
)

/** Mistakes that neither the compiler nor the formatter sees. */
const commonRules = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-empty': 'error',
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-fallthrough': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
}

export default defineConfig(
  globalIgnores(['out/**', 'node_modules/**', '.cache/**', 'coverage/**', 'test-results/**']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'layers',
    files: ['src/**'],
    plugins: { 'focal-bench': { rules: { layers: layersRule } } },
    rules: { 'focal-bench/layers': 'error' },
  },
  { name: 'common', files: [...typed, ...scripts], rules: commonRules },
  {
    name: 'scripts',
    files: scripts,
    languageOptions: { globals: nodeGlobals },
    rules: { 'no-undef': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
  {
    name: 'scripts on CommonJS',
    files: ['**/*.cjs', 'scripts/setup/electron-launcher/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', exports: 'writable', __dirname: 'readonly' },
    },
  },
  {
    name: 'scripts that run code in the window',
    files: ['scripts/docs-pictures.mjs'],
    languageOptions: { globals: { document: 'readonly', window: 'readonly' } },
  },

  { files: typed, extends: [tseslint.configs.recommendedTypeChecked] },
  { files: ['**/*.vue'], extends: [vue.configs['flat/essential']] },
  {
    name: 'typed',
    files: typed,
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.web.json', './tests/e2e/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Our interfaces are records of closures: their methods may be taken off.
      '@typescript-eslint/unbound-method': 'off',
      // A handler may be async by its type alone.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    name: 'tests',
    files: ['tests/**/*.ts'],
    // The matchers of expect are typed as any.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    name: 'vue',
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/html-button-has-type': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/no-bare-strings-in-template': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-v-html': 'error',
      'vue/require-explicit-emits': 'error',
    },
  },
)
