import { useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { download } from '~/api/download'
import { type Params, withParams } from '~/api/resource'
import { IconButton } from './button'
import { useAct } from './use-act'

interface ExportButtonProps {
  path: string
  /** What the list is narrowed by: the file holds exactly that, and all of it. */
  params: Params
}

/** The list that is shown, as a file. */
export function ExportButton({ path, params }: ExportButtonProps) {
  const { t } = useLingui()
  const save = useAct(() =>
    download(withParams(`${path}/export`, { ...params, format: 'csv' }), `${path.split('/').at(-1)}.csv`),
  )
  return (
    <IconButton label={t`Export as CSV`} disabled={save.isPending} onClick={() => save.mutate()}>
      <Download aria-hidden className="size-5" />
    </IconButton>
  )
}
