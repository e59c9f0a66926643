import type { VNode } from 'preact';
import type { Translate } from '../words';
import type { FormValues, PageContext } from './view';

export interface WideValues extends FormValues {
  /** First and last day, `YYYY-MM-DD`. */
  first: string;
  last: string;
}
/** The case from which the others are found. */
interface Origin {
  number: string;
  sensor: string | null;
  sensorName: string | null;
}
export interface WideProps {
  t: Translate;
  context: PageContext;
  of: Origin;
  values: WideValues;
}
export const sensorOf = ({ sensorName, sensor }: Origin): string => sensorName ?? sensor ?? '–';

export const Back = ({ t, context, of }: Pick<WideProps, 't' | 'context' | 'of'>): VNode => (
  <p>
    <a href={`/s/${context.token}?case=${of.number}&lang=${t.language}`}>{t('receipt.again')}</a>
  </p>
);
