import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { oneOf } from '~/api/queries'
import { Button, IconButton } from '~/kit/button'
import { SelectField, TextField } from '~/kit/field'
import { type Campaign, templates } from '../resources'
import { templateOptions } from '../templates/fields'
import { Part } from './part'

interface Variant {
  key: string
  template_id: string
  subject: string | null
  data: Record<string, string>
}
interface Test {
  share: number
  by: 'clicks' | 'opens'
  wait_minutes: number
}

const MOST_VARIANTS = 8
const FIRST_TEST: Test = { share: 2000, by: 'clicks', wait_minutes: 240 }

/** What is sent: one mail, or several of which the better one goes to the rest. */
export function Content({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { data: offered = [] } = useQuery(templateOptions())
  const [variants, setVariants] = useState<Variant[]>(() =>
    campaign.variants.length > 0
      ? campaign.variants.map(({ id, template_id, subject, data }) => ({
          key: id,
          template_id,
          subject,
          data,
        }))
      : [fresh()],
  )
  const [test, setTest] = useState<Test>(() => ({ ...FIRST_TEST, ...campaign.ab_test }))
  const several = variants.length > 1
  const body = {
    variants: variants
      .filter(({ template_id }) => template_id)
      .map(({ template_id, subject, data }) => ({ template_id, subject: subject || null, data })),
    ab_test: several ? test : null,
  }
  const put = (key: string, change: Partial<Variant>) =>
    setVariants(variants.map((one) => (one.key === key ? { ...one, ...change } : one)))
  return (
    <Part title={<Trans>Content</Trans>} campaign={campaign} body={body} save={t`Save the content`}>
      <ol className="space-y-4">
        {variants.map((variant, index) => (
          <li key={variant.key} className="space-y-3 rounded-lg border border-line p-3">
            {several && (
              <div className="flex items-center justify-between">
                <h3 className="text-sm font-semibold">
                  <Trans>Variant {index + 1}</Trans>
                </h3>
                <IconButton
                  label={t`Remove variant ${index + 1}`}
                  onClick={() => setVariants(variants.filter(({ key }) => key !== variant.key))}
                >
                  <X aria-hidden className="size-4" />
                </IconButton>
              </div>
            )}
            <SelectField
              label={t`Template`}
              value={variant.template_id}
              onChange={({ target }) => put(variant.key, { template_id: target.value, data: {} })}
            >
              <option value="">{t`Choose a template`}</option>
              {offered.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </SelectField>
            <TextField
              label={t`Subject`}
              hint={t`Empty: the one of the template.`}
              value={variant.subject ?? ''}
              dir="auto"
              onChange={({ target }) => put(variant.key, { subject: target.value })}
            />
            {variant.template_id && (
              <Values variant={variant} onChange={(data) => put(variant.key, { data })} />
            )}
          </li>
        ))}
      </ol>
      {variants.length < MOST_VARIANTS && (
        <Button onClick={() => setVariants([...variants, fresh()])}>
          <Plus aria-hidden className="size-4" />
          <Trans>Test another variant</Trans>
        </Button>
      )}
      {several && <TestFields test={test} onChange={setTest} />}
    </Part>
  )
}

const fresh = (): Variant => ({ key: crypto.randomUUID(), template_id: '', subject: null, data: {} })

/** The variables that a template declares, and the way to it. */
function Values({
  variant,
  onChange,
}: {
  variant: Variant
  onChange: (data: Record<string, string>) => void
}) {
  const template = useQuery(oneOf(templates, variant.template_id)).data
  return (
    <>
      {template?.variables.map((name) => (
        <TextField
          key={name}
          label={name}
          value={variant.data[name] ?? ''}
          onChange={({ target }) => onChange({ ...variant.data, [name]: target.value })}
        />
      ))}
      <Link
        to={`/crm/templates/${variant.template_id}`}
        className="inline-flex min-h-11 items-center text-sm underline underline-offset-4"
      >
        <Trans>Show the template</Trans>
      </Link>
    </>
  )
}

function TestFields({ test, onChange }: { test: Test; onChange: (test: Test) => void }) {
  const { t } = useLingui()
  return (
    <fieldset className="grid min-w-0 gap-4 sm:grid-cols-3">
      <legend className="mb-2 text-sm font-semibold">
        <Trans>The better one goes to the rest</Trans>
      </legend>
      <TextField
        label={t`Tested on, in percent`}
        type="number"
        min={1}
        max={100}
        value={test.share / 100}
        onChange={({ target }) => onChange({ ...test, share: Math.round(Number(target.value) * 100) })}
      />
      <SelectField
        label={t`Better is what gets more`}
        value={test.by}
        onChange={({ target }) => onChange({ ...test, by: target.value as Test['by'] })}
      >
        <option value="clicks">{t`Clicks`}</option>
        <option value="opens">{t`Opens`}</option>
      </SelectField>
      <TextField
        label={t`Decided after minutes`}
        type="number"
        min={10}
        value={test.wait_minutes}
        onChange={({ target }) => onChange({ ...test, wait_minutes: Number(target.value) })}
      />
    </fieldset>
  )
}
