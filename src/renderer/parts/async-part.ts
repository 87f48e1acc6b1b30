import { defineAsyncComponent, type Component } from 'vue'
import LoadFailed from './LoadFailed.vue'
import PartLoading from './PartLoading.vue'

type Loader<Part> = () => Promise<{ default: Part }>

/**
 * A loader that asks once. What could not be fetched is not asked for again before the window is loaded anew: the second
 * time its styles would be left out, which count as fetched.
 */
export function askedOnce<Part>(loader: Loader<Part>): Loader<Part> {
  let asked: Promise<{ default: Part }> | undefined
  return () => (asked ??= loader())
}

/** A part of the window whose code is fetched when it is first shown; where that fails, it says so and offers to reload. */
export function asyncPart<Part extends Component>(loader: Loader<Part>): Part {
  const once = askedOnce(loader)
  return defineAsyncComponent<Part>({
    loader: async () => (await once()).default,
    loadingComponent: PartLoading,
    errorComponent: LoadFailed,
    delay: 150,
  })
}
