import { useLingui } from '@lingui/react/macro'
import { type FieldSpec, type FormValue, Unreadable } from '~/kit/form-spec'
import { named } from '~/lib/i18n'
import { decimal, parseMoney } from '~/lib/money'

/** Why staff does something; every deed of theirs is logged with it. */
export function useReason(): FieldSpec<{ reason: string }> {
  const { t } = useLingui()
  return { name: 'reason', label: t`Reason`, kind: 'textarea', required: true, hint: t`Kept in the log.` }
}

/** The address of the account that something is done to, typed by hand so that it is the right one. */
export function useConfirm(email: string): FieldSpec<{ confirm: string }> {
  const { t } = useLingui()
  return {
    name: 'confirm',
    label: t`E-mail of the account`,
    required: true,
    hint: t`Type ${email} to go on.`,
  }
}

type Shape = Omit<FieldSpec, 'name'> & { name: string }
type Translated = Pick<FieldSpec, 'read' | 'write'>

export function useYesNo() {
  const { t } = useLingui()
  return <const F extends Shape>(
    field: F,
  ): F & { kind: 'select' } & Translated & Pick<FieldSpec, 'options'> => ({
    ...field,
    kind: 'select',
    options: [
      { value: 'true', label: t`Yes` },
      { value: 'false', label: t`No` },
    ],
    read: (value) => (typeof value === 'boolean' ? String(value) : ''),
    write: (value) => value === 'true',
  })
}

/** A name that the platform keeps per language; here the one of the present language. */
export function nameField<const F extends Shape>(field: F): F & Translated {
  return {
    ...field,
    read: (value) => named((value ?? {}) as Record<string, unknown>),
    write: (value, before) => ({ ...(before as Record<string, string> | undefined), en: String(value) }),
  }
}

/** Names and values, one pair a line. */
export function pairs<const F extends Shape>(
  field: F,
  parse: (text: string) => unknown,
): F & { kind: 'lines' } & Translated {
  return {
    ...field,
    kind: 'lines',
    read: (value) =>
      Object.entries((value ?? {}) as Record<string, unknown>).map(([name, one]) => `${name} = ${one}`),
    write: (value) =>
      Object.fromEntries(
        linesOf(value).map((line) => {
          const [name = '', ...rest] = line.split('=')
          return [name.trim(), parse(rest.join('=').trim())]
        }),
      ),
  }
}

export const count = (text: string): unknown => (/^-?\d+$/.test(text) ? Number(text) : text)

/** An amount that the API has as a bare number of minor units. */
export function minor<const F extends Shape>(field: F, currency: string): F & { hint: string } & Translated {
  return {
    ...field,
    hint: currency,
    read: (value) => (typeof value === 'number' ? decimal({ amount: value, currency }) : ''),
    write: (value) => {
      const money = parseMoney(String(value), currency)
      if (!money) throw new Unreadable(field.name)
      return money.amount
    },
  }
}

function linesOf(value: FormValue): string[] {
  return (Array.isArray(value) ? value : []).filter((line) => line.trim())
}
