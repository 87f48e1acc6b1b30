import { shallowRef, type Component } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { FocalError } from '@shared/errors'
import { translate } from '../i18n'
import { askedOnce } from '../parts/async-part'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title in the messages. */
    title: string
    /** The runs panel is beside the page. */
    withRuns?: boolean
  }
}

/** Address of the page whose code could not be fetched; null where all is well. */
export const failedPage = shallowRef<string | null>(null)

/** A page's code, fetched when it is first shown. */
function page(loader: () => Promise<{ default: Component }>): () => Promise<{ default: Component }> {
  const once = askedOnce(loader)
  return async () => {
    try {
      return await once()
    } catch (thrown) {
      throw new FocalError(
        { code: 'internal', message: translate('common.loadFailed.text') },
        { cause: thrown },
      )
    }
  }
}

/** Addresses of the window. They are part of what people bookmark: keep them. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    {
      path: '/',
      name: 'workbench',
      component: page(() => import('../features/compare/CompareView.vue')),
      meta: { title: 'app.pages.workbench', withRuns: true },
    },
    {
      path: '/runs/:id',
      name: 'details',
      component: page(() => import('../features/details/RunDetailsView.vue')),
      props: true,
      meta: { title: 'app.pages.details', withRuns: true },
    },
    {
      path: '/new',
      name: 'new-run',
      component: page(() => import('../features/new-run/NewRunView.vue')),
      meta: { title: 'app.pages.newRun' },
    },
    {
      path: '/data',
      name: 'data',
      component: page(() => import('../features/data/DataView.vue')),
      meta: { title: 'app.pages.data' },
    },
    {
      path: '/settings',
      name: 'settings',
      component: page(() => import('../features/settings/SettingsView.vue')),
      meta: { title: 'app.pages.settings' },
    },
    { path: '/:anything(.*)*', redirect: { name: 'workbench' } },
  ],
})

router.onError((_error, to) => (failedPage.value = to.fullPath))
router.afterEach((_to, _from, failure) => {
  if (!failure) failedPage.value = null
})
