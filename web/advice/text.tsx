import type { VNode } from 'preact';
import { blocksOf } from '../../domain/advice';

/** The text of a topic: paragraphs, and lists of what to do. */
export const AdviceText = ({ text }: { text: string }): VNode => (
  <>
    {blocksOf(text).map((block) =>
      block.kind === 'paragraph' ? (
        <p key={block.text}>{block.text}</p>
      ) : (
        <ul key={block.items.join()}>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      ),
    )}
  </>
);
