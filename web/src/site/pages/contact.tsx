import { Trans, useLingui } from '@lingui/react/macro'
import { buttonClass } from '~/kit/button'
import { SelectField, TextArea, TextField } from '~/kit/field'
import { CARD, Heading } from '../parts'

export function Contact() {
  const { t } = useLingui()
  const topics = [
    ['support', t`Help with the product`],
    ['sales', t`Prices and plans`],
    ['partnership', t`Working together`],
    ['press', t`Press`],
    ['privacy', t`Privacy`],
    ['other', t`Something else`],
  ] as const
  return (
    <>
      <Heading title={<Trans>Contact</Trans>}>
        <Trans>
          Write to the people who run this platform. No account is needed; the answer comes by mail.
        </Trans>
      </Heading>
      <form data-contact noValidate className="max-w-xl space-y-5">
        <TextField name="name" autoComplete="name" label={t`Your name`} required maxLength={120} />
        <TextField
          name="email"
          type="email"
          autoComplete="email"
          label={t`E-mail`}
          required
          maxLength={320}
        />
        <SelectField name="topic" label={t`What it is about`}>
          {topics.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <TextArea name="message" label={t`Your message`} rows={6} required maxLength={5000} />
        <p
          data-failure
          role="alert"
          hidden
          className="text-sm text-danger"
          data-offline={t`Nobody answered. Please try again.`}
        />
        <noscript>
          <p className="text-sm text-muted">
            <Trans>Sending the form needs JavaScript.</Trans>
          </p>
        </noscript>
        <button type="submit" className={buttonClass('primary')}>
          <Trans>Send</Trans>
        </button>
      </form>
      <div data-sent hidden tabIndex={-1} className={CARD}>
        <h2 className="font-semibold">
          <Trans>Your message has arrived</Trans>
        </h2>
        <p className="mt-1 text-sm text-muted">
          <Trans>The answer comes to the address that you gave.</Trans>
        </p>
      </div>
    </>
  )
}
