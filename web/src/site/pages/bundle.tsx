import { Trans } from '@lingui/react/macro'
import { buttonClass } from '~/kit/button'
import { Heading, Live } from '../parts'
import { Offer } from './pricing'

/** One bundle that is on sale. */
export function Bundle() {
  return (
    <>
      <Heading
        title={
          <span data-title>
            <Trans>Bundle</Trans>
          </span>
        }
      />
      <Live of="bundle" empty={<Trans>There is no such bundle on sale.</Trans>}>
        <h2 className="sr-only">
          <Trans>What it holds and what it costs</Trans>
        </h2>
        <ul className="max-w-md">
          <template data-each="bundles">
            <Offer />
          </template>
        </ul>
        <div className="mt-8 flex flex-wrap gap-3">
          <a href="/register" className={buttonClass('primary')}>
            <Trans>Create an account</Trans>
          </a>
          <a href="/pricing" className={buttonClass()}>
            <Trans>All prices</Trans>
          </a>
        </div>
      </Live>
    </>
  )
}
