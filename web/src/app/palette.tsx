import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { FileSearch, type LucideIcon, Moon, Search, Sun } from 'lucide-react'
import { useState } from 'react'
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { useNavigate } from 'react-router'
import { data, workspace } from '~/api/clients'
import { workspaceId } from '~/api/workspace'
import { chooseTheme } from '~/lib/theme'
import { useCreate, useEntries } from './navigation'
import { isPage } from './paths'

interface Command {
  id: string
  title: string
  detail?: string
  icon: LucideIcon
  run: () => void
}

const MIN_WORDS = 2

/** Type to go anywhere, make anything and find any record. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useLingui()
  const [words, setWords] = useState('')
  const commands = useCommands()
  const hits = useHits(words, open)
  const close = () => {
    onClose()
    setWords('')
  }
  const wanted = words.trim().toLowerCase()
  const shown = [...commands.filter(({ title }) => title.toLowerCase().includes(wanted)), ...hits]
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && close()}
      isDismissable
      className="fade-in fixed inset-0 z-50 flex items-start justify-center bg-veil p-4 pt-[12vh]"
    >
      <Modal className="slide-in w-full max-w-xl overflow-hidden rounded-2xl border border-line bg-raised shadow-lg">
        <Dialog aria-label={t`Search or go to…`} className="outline-none">
          <Autocomplete inputValue={words} onInputChange={setWords}>
            <SearchField
              aria-label={t`Search or go to…`}
              autoFocus
              className="flex items-center gap-3 border-b border-line px-4"
            >
              <Search aria-hidden className="size-5 shrink-0 text-muted" />
              <Input
                placeholder={t`Search or go to…`}
                className="min-h-14 min-w-0 flex-1 bg-transparent text-base outline-none [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            <Menu
              aria-label={t`Results`}
              onAction={(id) => {
                close()
                shown.find((command) => command.id === id)?.run()
              }}
              className="max-h-[50vh] overflow-y-auto p-2 outline-none"
              renderEmptyState={() => (
                <p className="px-3 py-6 text-center text-sm text-muted">{t`Nothing found`}</p>
              )}
            >
              {shown.map((command) => (
                <MenuItem
                  key={command.id}
                  id={command.id}
                  textValue={command.title}
                  className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm outline-none focus:bg-hover data-focused:bg-line"
                >
                  <command.icon aria-hidden className="size-4 shrink-0 text-muted" />
                  <span className="min-w-0 flex-1 truncate" dir="auto">
                    {command.title}
                  </span>
                  {command.detail && <span className="text-xs text-muted">{command.detail}</span>}
                </MenuItem>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function useCommands(): Command[] {
  const { t } = useLingui()
  const navigate = useNavigate()
  const entries = useEntries()
  const create = useCreate()
  return [
    ...entries.map(({ to, label, icon, key }) => ({
      id: `go ${to}`,
      title: t`Go to ${t(label)}`,
      detail: key && `g ${key}`,
      icon,
      run: () => navigate(to),
    })),
    ...create.map(({ id, label, icon, to }) => ({
      id: `new ${id}`,
      title: t`Create: ${t(label)}`,
      icon,
      run: () => navigate(to),
    })),
    { id: 'dark', title: t`Dark theme`, icon: Moon, run: () => chooseTheme('dark') },
    { id: 'light', title: t`Light theme`, icon: Sun, run: () => chooseTheme('light') },
  ]
}

function useHits(words: string, open: boolean): Command[] {
  const navigate = useNavigate()
  const found = useQuery({
    queryKey: [workspaceId(), 'workspace', 'search', words],
    queryFn: () =>
      data(workspace.GET('/api/v1/workspace/search', { params: { query: { q: words.trim() } } })),
    enabled: open && words.trim().length >= MIN_WORDS,
    placeholderData: (before) => before,
  })
  if (words.trim().length < MIN_WORDS) return []
  return (found.data?.items ?? [])
    .filter((hit) => isPage(hit.url))
    .map((hit) => ({
      id: `hit ${hit.type} ${hit.id}`,
      title: hit.title,
      detail: hit.type.split('.')[1] ?? '',
      icon: FileSearch,
      run: () => navigate(hit.url),
    }))
}
