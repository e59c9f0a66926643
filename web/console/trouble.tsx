import { ConsolePage, type Shell } from './layout';

/** Why a page is not there, with the way back. */
export const TroublePage = ({ text, ...shell }: Shell & { text: string }) => (
  <ConsolePage {...shell} title={shell.t('trouble.title')}>
    <h1>{shell.t('trouble.title')}</h1>
    <p>{text}</p>
    <p>
      <a href="/">{shell.t('trouble.back')}</a>
    </p>
  </ConsolePage>
);
