/** For ESLint, whose TypeScript cannot read .vue files; vue-tsc sees the real components. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
