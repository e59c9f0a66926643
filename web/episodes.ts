import type { Episode } from '../domain/episodes';
import { sayDay } from './say';
import type { Translate } from './words';

/** `opened on 3 March 2026, answered on 5 March 2026 …` */
export const sayEpisode = ({ marks }: Episode, t: Translate): string =>
  marks.map(({ mark, at }) => t(`episode.${mark}`, { day: sayDay(at, t.language) })).join(', ');
