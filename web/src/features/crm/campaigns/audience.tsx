import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Ticks } from '~/kit/field'
import { byName, type Campaign, lists, optionsOf, segments } from '../resources'
import { Part } from './part'

/** Who gets a campaign: lists, narrowed by segments, without some. */
export function Audience({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { data: allLists = [] } = useQuery(optionsOf(lists, byName))
  const { data: allSegments = [] } = useQuery(optionsOf(segments, byName))
  const { include, exclude } = campaign.audience
  const [audience, setAudience] = useState({
    include: { lists: include?.lists ?? [], segments: include?.segments ?? [] },
    exclude: { lists: exclude?.lists ?? [], segments: exclude?.segments ?? [] },
  })
  const put = (side: 'include' | 'exclude', what: 'lists' | 'segments') => (ids: string[]) =>
    setAudience({ ...audience, [side]: { ...audience[side], [what]: ids } })
  return (
    <Part title={<Trans>Audience</Trans>} campaign={campaign} body={{ audience }} save={t`Save the audience`}>
      <div className="grid gap-6 sm:grid-cols-2">
        <Ticks
          label={t`On one of these lists`}
          options={allLists}
          value={audience.include.lists}
          onChange={put('include', 'lists')}
          empty={<Trans>Make a list first: campaigns go only to who has subscribed.</Trans>}
        />
        <Ticks
          label={t`And in one of these segments`}
          options={allSegments}
          value={audience.include.segments}
          onChange={put('include', 'segments')}
          empty={<Trans>There are no segments; everybody on the lists is meant.</Trans>}
        />
      </div>
      <details open={audience.exclude.lists.length + audience.exclude.segments.length > 0}>
        <summary className="min-h-11 cursor-pointer content-center text-sm font-medium">
          <Trans>Leave some out</Trans>
        </summary>
        <div className="mt-2 grid gap-6 sm:grid-cols-2">
          <Ticks
            label={t`Not on these lists`}
            options={allLists}
            value={audience.exclude.lists}
            onChange={put('exclude', 'lists')}
          />
          <Ticks
            label={t`Not in these segments`}
            options={allSegments}
            value={audience.exclude.segments}
            onChange={put('exclude', 'segments')}
          />
        </div>
      </details>
    </Part>
  )
}
