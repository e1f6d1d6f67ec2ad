import { useEffect, useRef, useState } from 'react'

/** HTML that somebody else wrote, in a document of its own in which nothing runs (`public/frame.js`). */
export function HtmlFrame({ title, html }: { title: string; html: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [ready, setReady] = useState(false)
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent) => {
      if (data === 'ready' && source === frame.current?.contentWindow) setReady(true)
    }
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  }, [])
  useEffect(() => {
    // The frame has no origin that could be named.
    if (ready) frame.current?.contentWindow?.postMessage({ html }, '*')
  }, [ready, html])
  return (
    <iframe
      ref={frame}
      title={title}
      src="/frame.html"
      sandbox="allow-scripts"
      className="block h-[32rem] w-full rounded-lg border border-line"
    />
  )
}
