// @vitest-environment jsdom
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem } from '~/api/problem'
import { readDraft } from './drafts'
import { RecordForm } from './form'
import type { FieldSpec } from './form-spec'

const fields: FieldSpec<{ name: string }>[] = [{ name: 'name', label: 'Name' }]
let keys: string[]

beforeEach(() => {
  i18n.loadAndActivate({ locale: 'en', messages: {} })
  sessionStorage.clear()
  keys = []
})
afterEach(cleanup)

function form(onSave: () => Promise<unknown>, onCancel?: () => void) {
  render(
    <I18nProvider i18n={i18n}>
      <RecordForm<{ name: string }, object>
        fields={fields}
        submit="Save"
        draft="thing"
        {...(onCancel ? { onCancel } : {})}
        onSave={(_, key) => {
          keys.push(key)
          return onSave()
        }}
      />
    </I18nProvider>,
  )
}

async function type(text: string) {
  await userEvent.type(screen.getByLabelText(/Name/), text)
}
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }))

test('what is saved is no draft any more, also where the form stays', async () => {
  form(async () => undefined)
  await type('Grace')
  expect(readDraft('thing')).toEqual({ name: 'Grace' })
  await save()
  await waitFor(() => expect(keys).toHaveLength(1))
  expect(sessionStorage.getItem('draft:thing')).toBeNull()
})

test('another try without an answer in between is the same try, one after a refusal is not', async () => {
  const answers = [Problem.offline(), new Problem(503, {}), new Problem(422, {}), new Problem(422, {})]
  form(() => Promise.reject(answers[keys.length - 1]))
  for (const _ of answers) await save()
  await waitFor(() => expect(keys).toHaveLength(4))
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).toBe(keys[0])
  expect(keys[3]).not.toBe(keys[2])
})

test('what waits for a connection leaves the form as if it was saved', async () => {
  let left = 0
  form(
    () => Promise.reject(Problem.waiting()),
    () => left++,
  )
  await type('Grace')
  await save()
  await waitFor(() => expect(left).toBe(1))
  expect(sessionStorage.getItem('draft:thing')).toBeNull()
})
