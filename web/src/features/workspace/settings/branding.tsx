import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { isProblem } from '~/api/problem'
import { workspaceId } from '~/api/workspace'
import { Badge } from '~/kit/bits'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { SettingsPage } from '../embed'
import { Logo } from './logo'

type Branding = components['schemas']['BrandingRead']
type Colours = components['schemas']['Colours']
type Flat = components['schemas']['BrandingUpdate'] & Colours

const COLOURS = ['primary', 'on_primary', 'background', 'text'] as const

/** How pages and mails to customers look. */
export default function BrandingSettings() {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const key = [workspaceId(), 'workspace', 'branding']
  const query = useQuery({ queryKey: key, queryFn: () => data(workspace.GET('/api/v1/workspace/branding')) })
  const names: Record<(typeof COLOURS)[number], string> = {
    primary: t`Main colour`,
    on_primary: t`Text on the main colour`,
    background: t`Background`,
    text: t`Text`,
  }
  const logo = (name: 'logo_media_id' | 'logo_dark_media_id' | 'icon_media_id', label: string) =>
    ({
      name,
      label,
      kind: 'record',
      draw: (control) => <Logo label={label} {...control} />,
    }) satisfies FieldSpec<Flat>
  const fields: FieldSpec<Flat>[] = [
    logo('logo_media_id', t`Logo`),
    logo('logo_dark_media_id', t`Logo on dark`),
    logo('icon_media_id', t`Icon`),
    { name: 'mail_sender_name', label: t`Sender of mails` },
    { name: 'app_name', label: t`Name of the product`, hint: t`Instead of Mewayz; part of white label.` },
    ...COLOURS.map((name) => ({ name, label: names[name], kind: 'color', half: true }) as const),
    { name: 'hide_badge', label: t`Hide “Made with Mewayz”`, kind: 'check' },
    { name: 'white_label', label: t`White label`, kind: 'check', hint: t`No page or mail mentions Mewayz.` },
  ]
  const save = async (flat: Partial<Flat>, version: number) => {
    const { primary, on_primary, background, text, ...rest } = flat
    const colours = Object.fromEntries(
      Object.entries({ primary, on_primary, background, text }).filter(([, colour]) => colour !== undefined),
    )
    const saved = await data(
      workspace.PATCH('/api/v1/workspace/branding', {
        body: { ...rest, ...(Object.keys(colours).length > 0 ? { colours } : {}) },
        headers: { 'if-match': `"${version}"` },
      }),
    )
    client.setQueryData(key, saved)
    say(t`Saved`)
  }
  return (
    <SettingsPage>
      <Card>
        <CardHead title={<Trans>Branding</Trans>}>
          {query.data?.badge_shown && (
            <Badge>
              <Trans>Badge shown</Trans>
            </Badge>
          )}
        </CardHead>
        <div className="p-4 md:p-6">
          <Loaded query={query}>
            {(branding) =>
              can('workspace.branding:write') ? (
                <RecordForm
                  key={branding.version}
                  fields={fields}
                  row={{ ...branding, ...branding.colours }}
                  submit={t`Save`}
                  onSave={(flat) => save(flat, branding.version)}
                  refusal={(error) =>
                    isProblem(error, 'feature_disabled') && (
                      <Trans>This is not part of the plan of this workspace.</Trans>
                    )
                  }
                />
              ) : (
                <Shown branding={branding} />
              )
            }
          </Loaded>
        </div>
      </Card>
    </SettingsPage>
  )
}

function Shown({ branding }: { branding: Branding }) {
  return (
    <dl className="space-y-3 text-sm">
      <dt className="text-xs text-muted">
        <Trans>Sender of mails</Trans>
      </dt>
      <dd>{branding.mail_sender_name ?? '–'}</dd>
      <dt className="text-xs text-muted">
        <Trans>Main colour</Trans>
      </dt>
      <dd>{branding.colours.primary}</dd>
    </dl>
  )
}
