import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { File as FileIcon, ImagePlus, MoreHorizontal, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useAccess } from '~/api/access'
import { pagesOf, refetch, useWrites } from '~/api/queries'
import type { RowOf } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { Actions, Ask, Sheet } from '~/kit/overlay'
import { Page } from '~/kit/page'
import { Failure, Skeleton, State } from '~/kit/states'
import { say, warn } from '~/kit/toast'
import { region } from '~/lib/region'
import { media, upload } from './upload'

type Media = RowOf<'/api/v1/workspace/media'>

/** Files of the workspace: pictures and documents that pages, posts and mails use. */
export default function MediaLibrary() {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState(0)
  const list = useInfiniteQuery(pagesOf(media, { sort: '-created_at', limit: 48 }))
  const files = list.data?.pages.flatMap(({ items }) => items) ?? []
  const send = async (chosen: File[]) => {
    setSending(chosen.length)
    for (const file of chosen) {
      await upload(file).catch((error) => warn(`${file.name}: ${error.message}`))
      setSending((left) => left - 1)
    }
    await refetch(client, media)
  }
  const button = can('workspace.media:write') && (
    <Button look="primary" pending={sending > 0} onClick={() => input.current?.click()}>
      <Upload aria-hidden className="size-4" />
      <Trans>Upload</Trans>
    </Button>
  )
  return (
    <Page title={t`Media`} actions={button}>
      <input
        ref={input}
        type="file"
        multiple
        aria-label={t`Files to upload`}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          send([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} onRetry={() => list.refetch()} />}
      {list.isSuccess && files.length === 0 && (
        <State icon={ImagePlus} title={<Trans>No files yet</Trans>} actions={button}>
          <Trans>Upload pictures and documents once, and use them everywhere.</Trans>
        </State>
      )}
      <ul
        aria-label={t`Files`}
        className="grid grid-cols-2 gap-4 md:grid-cols-3 lg:grid-cols-4 xl:grid-cols-6"
      >
        {files.map((file) => (
          <Tile key={file.id} file={file} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button pending={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </div>
      )}
    </Page>
  )
}

function Tile({ file }: { file: Media }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const { update, remove } = useWrites(media)
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  const picture = file.state === 'ready' && file.content_type?.startsWith('image/') && file.url
  return (
    <li className="overflow-hidden rounded-xl border border-line bg-surface">
      <div className="grid aspect-square place-items-center bg-raised">
        {picture ? (
          <img src={picture} alt={file.alt_text ?? ''} loading="lazy" className="size-full object-cover" />
        ) : (
          <FileIcon aria-hidden className="size-8 text-muted" />
        )}
      </div>
      <div className="flex min-h-14 items-center gap-1 ps-3">
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm" title={file.name}>
            {file.name}
          </p>
          {file.state === 'ready' ? (
            <p className="text-xs text-muted">{size(file.bytes)}</p>
          ) : (
            <Badge tone="warning">{file.state}</Badge>
          )}
        </div>
        {can('workspace.media:write') && (
          <Actions
            label={t`Actions for ${file.name}`}
            actions={[
              ...(file.url
                ? [{ id: 'copy', label: t`Copy address`, run: () => copy(file.url ?? '', t`Copied`) }]
                : []),
              { id: 'edit', label: t`Rename or describe`, run: () => setOpen('edit') },
              { id: 'delete', label: t`Delete`, danger: true, run: () => setOpen('delete') },
            ]}
          >
            <MoreHorizontal aria-hidden className="size-5" />
          </Actions>
        )}
      </div>
      <Sheet title={file.name} open={open === 'edit'} onClose={() => setOpen(null)}>
        <RecordForm
          fields={[
            { name: 'name', label: t`Name`, required: true },
            {
              name: 'alt_text',
              label: t`Description`,
              hint: t`For people who cannot see the picture.`,
              kind: 'textarea',
            },
          ]}
          row={file}
          submit={t`Save`}
          onSave={async (body) => {
            await update.mutateAsync({ row: file, body })
            setOpen(null)
          }}
        />
      </Sheet>
      <Ask
        title={t`Delete ${file.name}?`}
        open={open === 'delete'}
        onClose={() => setOpen(null)}
        action={t`Delete`}
        danger
        pending={remove.isPending}
        onConfirm={async () => {
          await remove.mutateAsync(file.id).catch((error) => warn(error.message))
          setOpen(null)
        }}
      >
        {file.used_by.length > 0 ? (
          <Trans>It is used in {file.used_by.length} places, which lose it.</Trans>
        ) : (
          <Trans>Nothing uses it.</Trans>
        )}
      </Ask>
    </li>
  )
}

function copy(text: string, done: string) {
  navigator.clipboard.writeText(text).then(
    () => say(done),
    () => warn(text),
  )
}

function size(bytes: number | null): string {
  if (bytes === null) return '–'
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  return new Intl.NumberFormat(region(), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step)
}
