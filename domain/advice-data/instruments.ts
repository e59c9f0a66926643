import type { AdviceTopic } from '../advice';
import { say, topic } from './topic';

/** What is particular to one kind of instrument. */
export const INSTRUMENTS: readonly AdviceTopic[] = [
  topic(
    'underway-water',
    ['spike', 'rate_of_change', 'gradient', 'noise', 'gross_range', 'attenuated_signal', 'tukey53H'],
    say(
      'Soigner l’eau du thermosalinographe',
      'Causes fréquentes d’une salinité bruitée : bulles d’air, débit trop faible, pompe.',
      'Monter un débulleur et un débitmètre.',
      'Tenir le débit que demande le fabricant.',
      'Noter la profondeur de la prise d’eau.',
      'Arrêter l’enregistrement quand l’eau ne circule plus.',
    ),
    say(
      'Look after the water of the thermosalinograph',
      'Likely causes of noisy salinity: air bubbles, low flow, the pump.',
      'Fit a debubbler and a flow meter.',
      'Keep the flow that the maker asks for.',
      'Note the depth of the intake.',
      'Stop logging when no water flows.',
    ),
    { sensorTypes: ['133'], sources: ['GOSUD'] },
  ),
  topic(
    'harbour',
    ['harbour'],
    say(
      'Arrêter les pompes au port',
      'À quai, l’eau pompée n’est pas celle de la mer.',
      'Arrêter les pompes à l’arrivée.',
      'Envoyer la liste des escales.',
      'Marquer ces données comme acquises au port.',
    ),
    say(
      'Stop the pumps in harbour',
      'Alongside, the water that is pumped is not that of the sea.',
      'Stop the pumps on arrival.',
      'Send the list of port calls.',
      'Mark these data as taken in harbour.',
    ),
    { general: true },
  ),
  topic(
    'density-inversion',
    ['density_inversion', 'ts_mismatch'],
    say(
      'Réaligner température et conductivité',
      'Causes fréquentes : température et conductivité décalées, pompe, inertie thermique de la cellule.',
      'Contrôler la pompe et son circuit.',
      'Refaire l’alignement des deux voies.',
      'N’utiliser que la descente.',
    ),
    say(
      'Align temperature and conductivity again',
      'Likely causes: temperature and conductivity misaligned, the pump, the thermal mass of the cell.',
      'Check the pump and its ducting.',
      'Align the two channels again.',
      'Use the down-cast only.',
    ),
  ),
  topic(
    'pressure',
    ['pressure_increasing', 'monotonic_z', 'deepest_pressure'],
    say(
      'Relever la pression sur le pont',
      'Causes fréquentes : capteur de pression défaillant, houle.',
      'Noter la pression sur le pont avant et après chaque profil.',
      'Corriger le décalage du zéro.',
    ),
    say(
      'Record the pressure on deck',
      'Likely causes: a bad pressure sensor, swell.',
      'Record the pressure on deck before and after each cast.',
      'Correct the zero offset.',
    ),
  ),
  topic(
    'bottles',
    ['bottle', 'bottle_leak', 'bottle_misfire'],
    say(
      'Noter l’état de chaque bouteille',
      'Causes fréquentes : fuite, fermeture manquée.',
      'Donner à chaque bouteille son drapeau WOCE.',
      'Joindre la feuille de rosette.',
    ),
    say(
      'Note the state of each bottle',
      'Likely causes: a leak, a misfire.',
      'Give each bottle its WOCE flag.',
      'Send the log sheet with it.',
    ),
    { sources: ['WOCE'] },
  ),
  topic(
    'oxygen-and-optics',
    ['gross_range', 'global_range', 'spike', 'flat_line', 'stuck_value', 'drift', 'climatology', 'regional_range'],
    say(
      'Entretenir membranes et fenêtres optiques',
      'Causes fréquentes : membrane usée, fenêtre bouchée, encrassement.',
      'Monter des essuie-glaces et nettoyer les fenêtres.',
      'Prendre une référence dans l’air ou par Winkler.',
      'Mesurer le signal à l’obscurité.',
    ),
    say(
      'Care for membranes and optical windows',
      'Likely causes: a worn membrane, a blocked window, fouling.',
      'Fit wipers and clean the windows.',
      'Take a reference in air or by Winkler.',
      'Measure the dark counts.',
    ),
    { sensorTypes: ['113'] },
  ),
];
