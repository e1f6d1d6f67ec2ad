import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { Box } from '~/kit/overlay'

interface LostReasonProps {
  open: boolean
  onClose: () => void
  onReason: (reason: string) => void
}

/** A lost deal says why; the next one may be won by it. */
export function LostReason({ open, onClose, onReason }: LostReasonProps) {
  const { t } = useLingui()
  return (
    <Box title={t`Why was it lost?`} open={open} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onReason(String(new FormData(event.currentTarget).get('reason')))
        }}
        className="space-y-4"
      >
        <TextField name="reason" label={t`Reason`} maxLength={200} autoFocus required />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary">
            <Trans>Mark as lost</Trans>
          </Button>
        </div>
      </form>
    </Box>
  )
}
