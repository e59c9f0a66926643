import { sayCheck } from '../../web/say';
import { translator } from '../../web/words';

test.each([
  ['flag.L20', 'drapeaux du fichier (échelle L20)', 'flags of the file (scale L20)'],
  ['position_flag', 'drapeau de position', 'flag of the position'],
  ['qartod.flat_line_test', 'valeur figée', 'flat line'],
  ['home.made', 'home.made', 'home.made'],
])('the check %s is told in words where there are some', (check, fr, en) => {
  expect([sayCheck(check, translator('fr')), sayCheck(check, translator('en'))]).toEqual([fr, en]);
});
