import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import type { FieldSpec } from '~/kit/form-spec'
import { optionsOf, type Template, templates } from '../resources'

export type NewTemplate = NewOf<'/api/v1/crm/mail-templates'>

export function useTemplateWords() {
  const { t } = useLingui()
  const kinds: Record<Template['kind'], string> = {
    campaign: t`Campaign`,
    transactional: t`Single mail`,
    layout: t`Layout`,
  }
  const editors: Record<Template['editor'], string> = {
    block: t`Blocks`,
    markdown: t`Markdown`,
    html: t`HTML`,
    mjml: t`MJML`,
  }
  return { kinds, editors }
}

/** What names a template, and where its words go; the words themselves have a designer. */
export function useTemplateFields(): FieldSpec<NewTemplate>[] {
  const { t } = useLingui()
  return [
    {
      name: 'key',
      label: t`Key`,
      required: true,
      hint: t`A short name in small letters, such as “summer-sale”.`,
    },
    { name: 'subject', label: t`Subject`, hint: t`Not needed for a layout.` },
    { name: 'preheader', label: t`Preview text`, hint: t`What mail programs show beside the subject.` },
    {
      name: 'layout_id',
      label: t`Layout`,
      kind: 'record',
      picker: {
        key: [...templates.key(), 'layouts'],
        search: async (q) =>
          (await templates.list({ q, kind: 'layout', limit: 10 })).items.map(({ id, key }) => ({
            id,
            name: key,
          })),
        name: async (id) => (await templates.get(id)).key,
      },
    },
    {
      name: 'variables',
      label: t`Variables of its own`,
      kind: 'tags',
      hint: t`Between commas. Campaigns give them their values.`,
    },
  ]
}

export function useKindFields(): FieldSpec<NewTemplate>[] {
  const { t } = useLingui()
  const { kinds, editors } = useTemplateWords()
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const first = (value: string) => (stored: unknown) => (stored as string) ?? value
  return [
    {
      name: 'kind',
      label: t`Kind`,
      kind: 'select',
      required: true,
      half: true,
      read: first('campaign'),
      options: options(kinds),
    },
    {
      name: 'editor',
      label: t`Written as`,
      kind: 'select',
      required: true,
      half: true,
      read: first('block'),
      options: options(editors),
    },
  ]
}

/** Templates that a mail can be sent from. */
export const templateOptions = () => optionsOf(templates, ({ key, subject }) => `${key} · ${subject}`)
