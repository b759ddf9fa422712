import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.layer.css'
import '../ui/tokens.css'
import '../ui/fonts.css'
import icon from '../ui/mark.svg'
import { queryClient } from './api.ts'
import { openFiles } from './case/files-in-hand.ts'
import { openDrafts } from './drafts.ts'
import { startI18n } from './i18n.ts'
import { router } from './router.tsx'
import { resolveVariables, schemeManager, showKeptScheme, theme } from './theme.ts'
import { keepFocus } from './ui/keep-focus.ts'
import './ui/base.css'
import './ui/mantine.css'
import './shell/shell.css'
import './inbox/inbox.css'
import './case/case.css'
import './case/phone.css'
import './ui/print.css'

showKeptScheme()
keepFocus()
await Promise.all([startI18n(), openDrafts(), openFiles()])

const tabIcon = document.createElement('link')
tabIcon.rel = 'icon'
tabIcon.href = icon
document.head.append(tabIcon)

/** The server fills it in on each page; without it the policy would refuse Mantine's styles. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ''}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
