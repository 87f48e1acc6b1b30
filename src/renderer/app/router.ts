import { createRouter, createWebHashHistory } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title in the messages. */
    title: string
    /** The runs panel is beside the page. */
    withRuns?: boolean
  }
}

/** Addresses of the window. They are part of what people bookmark: keep them. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    {
      path: '/',
      name: 'workbench',
      component: () => import('../features/compare/CompareView.vue'),
      meta: { title: 'app.pages.workbench', withRuns: true },
    },
    {
      path: '/runs/:id',
      name: 'details',
      component: () => import('../features/details/RunDetailsView.vue'),
      props: true,
      meta: { title: 'app.pages.details', withRuns: true },
    },
    {
      path: '/new',
      name: 'new-run',
      component: () => import('../features/new-run/NewRunView.vue'),
      meta: { title: 'app.pages.newRun' },
    },
    {
      path: '/data',
      name: 'data',
      component: () => import('../features/data/DataView.vue'),
      meta: { title: 'app.pages.data' },
    },
    {
      path: '/settings',
      name: 'settings',
      component: () => import('../features/settings/SettingsView.vue'),
      meta: { title: 'app.pages.settings' },
    },
    { path: '/:anything(.*)*', redirect: { name: 'workbench' } },
  ],
})
