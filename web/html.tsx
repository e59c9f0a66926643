import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';

/** A whole page as text. Text and attributes are escaped by the renderer; nothing else may write HTML. */
export const page = (node: VNode): string => `<!doctype html>${renderToStaticMarkup(node)}`;
/** A piece of HTML, for a mail or a picture. */
export const fragment = (node: VNode): string => renderToStaticMarkup(node);
