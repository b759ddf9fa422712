/** Lets the console open on this device where there is no network; its own scope, its own worker. */
export function openWithoutNetwork(): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer }
  // Refused, or none: the console works on while its window is open.
  serviceWorker
    ?.register('/console/worker.js', { scope: '/console', type: 'module' })
    .catch(() => undefined)
}
