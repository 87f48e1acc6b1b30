import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import { i18n } from './i18n'
import './theme/theme.css'
import './theme/base.css'
import { connect, engineKey } from './transport'

createApp(App).provide(engineKey, connect()).use(createPinia()).use(i18n).use(router).mount('#app')
