import { useLayoutEffect, useRef } from 'react';
import { useViewer } from '../viewer-context.ts';

/** What the frame that is looked at is called: it changes 60 times a second while a person scrubs, so React need not know. */
export function FrameText({
  text,
  testId,
}: {
  readonly text: (frame: number) => string;
  readonly testId?: string;
}) {
  const span = useRef<HTMLSpanElement>(null);
  const { frame } = useViewer().session.player;
  useLayoutEffect(() => {
    const follow = () => {
      span.current!.textContent = text(frame.get());
    };
    follow();
    return frame.subscribe(follow);
  }, [frame, text]);
  return <span ref={span} data-testid={testId} />;
}
