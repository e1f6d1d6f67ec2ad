import {
  type Announcements,
  closestCorners,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { useLingui } from '@lingui/react/macro'
import { GripVertical } from 'lucide-react'
import { type CSSProperties, type ReactNode, useState } from 'react'
import { cx } from '~/lib/cx'
import { placeOf } from './board-rules'

export interface BoardColumn<Card> {
  id: string
  title: string
  summary?: ReactNode
  cards: Card[]
  footer?: ReactNode
}

interface BoardProps<Card> {
  label: string
  columns: BoardColumn<Card>[]
  nameOf: (card: Card) => string
  render: (card: Card, columnId: string) => ReactNode
  /** `before`: the card that it lands in front of; null at the end. */
  onMove: (card: Card, columnId: string, before: string | null) => void
  disabled?: boolean
}

/** Cards in columns, moved by mouse, touch or keyboard. Menus of the cards must offer the same moves. */
export function Board<Card extends { id: string }>({
  label,
  columns,
  nameOf,
  render,
  onMove,
  disabled,
}: BoardProps<Card>) {
  const { t } = useLingui()
  const [dragged, setDragged] = useState<Card | null>(null)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    // A short press scrolls, a longer one lifts.
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const cardOf = (id: unknown) => columns.flatMap(({ cards }) => cards).find((card) => card.id === id) ?? null
  const columnOf = (id: unknown) =>
    columns.find((column) => column.id === id || column.cards.some((card) => card.id === id))
  const words = (id: unknown) => {
    const card = cardOf(id)
    return card ? nameOf(card) : ''
  }
  const announcements: Announcements = {
    onDragStart: ({ active }) => t`${words(active.id)} is lifted.`,
    onDragOver: ({ active, over }) =>
      over ? t`${words(active.id)} is over ${columnOf(over.id)?.title ?? ''}.` : '',
    onDragEnd: ({ active, over }) =>
      over ? t`${words(active.id)} is in ${columnOf(over.id)?.title ?? ''}.` : '',
    onDragCancel: ({ active }) => t`${words(active.id)} is where it was.`,
  }
  const drop = ({ active, over }: DragEndEvent) => {
    const card = cardOf(active.id)
    setDragged(null)
    const place = over && placeOf(columns, String(active.id), String(over.id))
    if (card && place) onMove(card, place.column, place.before)
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCorners}
      accessibility={{
        announcements,
        screenReaderInstructions: {
          draggable: t`Press space to lift, arrow keys to move, space to put down, escape to cancel.`,
        },
      }}
      onDragStart={({ active }) => setDragged(cardOf(active.id))}
      onDragCancel={() => setDragged(null)}
      onDragEnd={drop}
    >
      <section
        aria-label={label}
        className="-mx-4 flex snap-x gap-3 overflow-x-auto px-4 pb-4 md:mx-0 md:snap-none md:px-0"
      >
        {columns.map((column) => (
          <Column
            key={column.id}
            column={column}
            disabled={disabled ?? false}
            nameOf={nameOf}
            render={render}
          />
        ))}
      </section>
      <DragOverlay>{dragged && <Lifted>{render(dragged, '')}</Lifted>}</DragOverlay>
    </DndContext>
  )
}

// High enough for two targets above each other at its end: the menu and the handle.
const CARD = 'relative min-h-24 rounded-lg border border-line bg-raised p-3'

function Lifted({ children }: { children: ReactNode }) {
  return <div className={cx(CARD, 'border-accent shadow-lg')}>{children}</div>
}

interface ColumnProps<Card> extends Pick<BoardProps<Card>, 'nameOf' | 'render'> {
  column: BoardColumn<Card>
  disabled: boolean
}

function Column<Card extends { id: string }>({ column, disabled, nameOf, render }: ColumnProps<Card>) {
  const { setNodeRef, isOver } = useDroppable({ id: column.id })
  return (
    <div
      ref={setNodeRef}
      className={cx(
        'flex w-[78vw] shrink-0 snap-center flex-col rounded-xl border bg-surface md:w-72',
        isOver ? 'border-accent' : 'border-line',
      )}
    >
      <div className="flex min-h-14 items-center justify-between gap-2 px-4">
        <h2 className="truncate text-sm font-semibold">{column.title}</h2>
        <span className="text-xs whitespace-nowrap text-muted tabular-nums">{column.summary}</span>
      </div>
      <SortableContext items={column.cards.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ul aria-label={column.title} className="flex min-h-24 flex-1 flex-col gap-2 px-2 pb-2">
          {column.cards.map((card) => (
            <Sortable key={card.id} id={card.id} name={nameOf(card)} disabled={disabled}>
              {render(card, column.id)}
            </Sortable>
          ))}
        </ul>
      </SortableContext>
      {column.footer}
    </div>
  )
}

interface SortableProps {
  id: string
  name: string
  disabled: boolean
  children: ReactNode
}

function Sortable({ id, name, disabled, children }: SortableProps) {
  const { t } = useLingui()
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({ id, disabled })
  // It is a button already; the role would only say so again.
  const { role: _, ...handle } = attributes
  const style: CSSProperties = {
    transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined,
    transition,
  }
  return (
    // The whole card can be dragged; for the keyboard its handle is the one thing to press.
    <li
      ref={setNodeRef}
      style={style}
      {...listeners}
      className={cx(CARD, 'flex gap-1', isDragging && 'opacity-40')}
    >
      <div className="min-w-0 flex-1">{children}</div>
      {!disabled && (
        <button
          ref={setActivatorNodeRef}
          type="button"
          {...handle}
          aria-label={t`Move ${name}`}
          className="absolute end-0 bottom-0 grid size-11 cursor-grab place-items-center rounded-lg text-muted"
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
      )}
    </li>
  )
}
