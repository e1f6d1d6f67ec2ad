import { useLingui } from '@lingui/react/macro'
import { FileText } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { useYesNo } from '../fields'
import { articles, contentPages, legalDocuments } from '../resources'
import { AreaTabs } from '../tabs'

/** Fields of everything that is written, published and read by the public. */
function useWriting() {
  const { t } = useLingui()
  const slug = { name: 'slug' as const, label: t`Address`, required: true, half: true }
  const locale = { name: 'locale' as const, label: t`Language`, half: true, hint: t`Such as en.` }
  const text = [
    { name: 'title' as const, label: t`Title`, required: true },
    { name: 'body' as const, label: t`Text`, kind: 'textarea' as const, required: true, hint: t`Markdown.` },
  ]
  const summary = { name: 'summary' as const, label: t`Summary`, kind: 'textarea' as const }
  return { slug, locale, text, summary }
}

/** Publish, and take from the public again. */
function usePublishing(
  resource: { key(): readonly unknown[] },
  permission: string,
  publish: (id: string) => Promise<unknown>,
  archive?: (id: string) => Promise<unknown>,
) {
  const { t } = useLingui()
  const { can } = useAccess()
  const { actions, dialog } = useDeeds([resource])
  return {
    dialog,
    actions: ({ id, state }: { id: string; state: string }) =>
      actions([
        can(`${permission}:write`) &&
          (archive !== undefined || state === 'draft') &&
          deed({
            id: 'publish',
            label: t`Publish`,
            text: t`The present text becomes public.`,
            done: t`Published`,
            run: () => publish(id),
          }),
        can(`${permission}:write`) &&
          archive !== undefined &&
          state === 'published' &&
          deed({ id: 'archive', label: t`Take down`, done: t`Taken down`, run: () => archive(id) }),
      ]),
  }
}

function Pages() {
  const { t } = useLingui()
  const { slug, locale, text, summary } = useWriting()
  const at = (page_id: string) => ({ params: { path: { page_id } } })
  const { actions, dialog } = usePublishing(
    contentPages,
    'platform.content_pages',
    (id) => data(workspace.POST('/api/v1/workspace/admin/content-pages/{page_id}/publish', at(id))),
    (id) => data(workspace.POST('/api/v1/workspace/admin/content-pages/{page_id}/archive', at(id))),
  )
  const kinds = choices('faq', 'blog', 'testimonial', 'changelog')
  return (
    <ResourcePage
      title={t`Pages`}
      tabs={<AreaTabs area="content" />}
      resource={contentPages}
      permission="platform.content_pages"
      searchable
      filters={[
        { name: 'kind', label: t`Kind`, options: kinds },
        { name: 'state', label: t`State`, options: choices('draft', 'published', 'archived') },
      ]}
      fields={[
        {
          name: 'kind',
          label: t`Kind`,
          kind: 'select',
          required: true,
          options: [{ value: '', label: '–' }, ...kinds],
        },
        slug,
        locale,
        ...text,
        summary,
        { name: 'author', label: t`Author`, half: true },
        { name: 'author_role', label: t`What they are`, half: true },
      ]}
      edit={[slug, locale, ...text, summary]}
      words={{ create: t`New page`, created: t`Page saved`, deleted: t`Page deleted` }}
      columns={[
        { label: t`Title`, render: (row) => row.title },
        { label: t`Kind`, render: (row) => row.kind },
        { label: t`Language`, render: (row) => row.locale },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Edition`, render: (row) => row.edition },
      ]}
      actions={actions}
      empty={{
        icon: FileText,
        title: t`No pages yet`,
        text: t`Questions, posts, voices and news for the public.`,
      }}
    >
      {dialog}
    </ResourcePage>
  )
}

function Articles() {
  const { t } = useLingui()
  const { slug, locale, text, summary } = useWriting()
  const at = (article_id: string) => ({ params: { path: { article_id } } })
  const { actions, dialog } = usePublishing(
    articles,
    'platform.kb_articles',
    (id) => data(workspace.POST('/api/v1/workspace/admin/kb-articles/{article_id}/publish', at(id))),
    (id) => data(workspace.POST('/api/v1/workspace/admin/kb-articles/{article_id}/archive', at(id))),
  )
  const fields = [
    { name: 'category' as const, label: t`Category`, required: true },
    slug,
    locale,
    ...text,
    summary,
  ]
  return (
    <ResourcePage
      title={t`Help`}
      tabs={<AreaTabs area="content" />}
      resource={articles}
      permission="platform.kb_articles"
      searchable
      filters={[{ name: 'state', label: t`State`, options: choices('draft', 'published', 'archived') }]}
      fields={fields}
      edit={fields}
      words={{ create: t`New article`, created: t`Article saved`, deleted: t`Article deleted` }}
      columns={[
        { label: t`Title`, render: (row) => row.title },
        { label: t`Category`, render: (row) => row.category },
        { label: t`Language`, render: (row) => row.locale },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Helpful`, render: (row) => `${row.helpful} / ${row.helpful + row.unhelpful}` },
      ]}
      actions={actions}
      empty={{ icon: FileText, title: t`No articles yet`, text: t`What people can read before they ask.` }}
    >
      {dialog}
    </ResourcePage>
  )
}

function LegalDocuments() {
  const { t } = useLingui()
  const yesNo = useYesNo()
  const { locale, text } = useWriting()
  const { actions, dialog } = usePublishing(legalDocuments, 'platform.legal_documents', (document_id) =>
    data(
      workspace.POST('/api/v1/workspace/admin/legal-documents/{document_id}/publish', {
        params: { path: { document_id } },
      }),
    ),
  )
  const kinds = choices('terms', 'privacy', 'cookies', 'imprint', 'dpa', 'acceptable_use')
  const rest = [
    ...text,
    {
      name: 'effective_at' as const,
      label: t`Holds from`,
      kind: 'datetime' as const,
      required: true,
      half: true,
    },
    yesNo({ name: 'requires_reaccept', label: t`Has to be accepted again`, half: true }),
  ]
  return (
    <ResourcePage
      title={t`Legal documents`}
      tabs={<AreaTabs area="content" />}
      resource={legalDocuments}
      permission="platform.legal_documents"
      filters={[{ name: 'kind', label: t`Kind`, options: kinds }]}
      fields={[
        {
          name: 'kind',
          label: t`Kind`,
          kind: 'select',
          required: true,
          options: [{ value: '', label: '–' }, ...kinds],
        },
        { name: 'document_version', label: t`Version`, required: true, half: true },
        locale,
        ...rest,
      ]}
      edit={rest}
      words={{ create: t`New document`, created: t`Document saved`, deleted: t`Document deleted` }}
      columns={[
        { label: t`Title`, render: (row) => row.title },
        { label: t`Kind`, render: (row) => row.kind },
        { label: t`Version`, render: (row) => row.document_version },
        { label: t`Language`, render: (row) => row.locale },
        { label: t`State`, render: (row) => <State of={row.state} /> },
      ]}
      actions={actions}
      empty={{
        icon: FileText,
        title: t`No documents yet`,
        text: t`Once published, a version stays for ever.`,
      }}
    >
      {dialog}
    </ResourcePage>
  )
}

export { Articles as articles, LegalDocuments as legal, Pages as pages }
