import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { startLanguage } from '~/lib/i18n'
import './app.css'
import { client, watch } from './client'
import { createRouter } from './router'

await startLanguage()
watch()

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={client}>
          <RouterProvider router={createRouter()} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  )

void import('./worker').then(({ startWorker }) => startWorker())
