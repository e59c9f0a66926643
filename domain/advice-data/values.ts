import type { AdviceTopic } from '../advice';
import { say, topic } from './topic';

/** What values of any sensor tell about it. */
export const VALUES: readonly AdviceTopic[] = [
  topic(
    'range-and-units',
    ['gross_range', 'global_range', 'valid_range', 'digit_roll_over'],
    say(
      'Vérifier l’unité et les coefficients',
      'Causes fréquentes : mauvaise unité ou mauvais coefficients, voies interverties, erreur de décodage.',
      'Comparer les coefficients à la fiche d’étalonnage.',
      'Mesurer un échantillon connu et comparer.',
    ),
    say(
      'Check the unit and the coefficients',
      'Likely causes: a wrong unit or wrong coefficients, channels swapped, an error of decoding.',
      'Compare the coefficients with the calibration sheet.',
      'Measure a known sample and compare.',
    ),
  ),
  topic(
    'unusual-values',
    ['climatology', 'regional_range', 'percentile_range', 'woa_normbias', 'profile_envelop'],
    say(
      'Distinguer un phénomène d’une dérive',
      'Une valeur inhabituelle peut être un vrai phénomène ou le début d’une dérive.',
      'Comparer à une CTD, une bouteille, un flotteur Argo ou un second capteur.',
      'Nous signaler fronts, remontées d’eau froide et glace : ces valeurs sont alors gardées comme bonnes.',
    ),
    say(
      'Tell a phenomenon from a drift',
      'An unusual value may be a real phenomenon or the beginning of a drift.',
      'Compare with a CTD, a bottle, an Argo float or a second sensor.',
      'Tell us of fronts, upwelling and ice: such values are then kept as good.',
    ),
  ),
  topic(
    'spikes',
    ['spike', 'tukey53H', 'gradient', 'rate_of_change'],
    say(
      'Chercher l’origine des pics avant de filtrer',
      'Causes fréquentes : câble ou connecteur, boucle de masse, parasites, bulles.',
      'Contrôler le câble, la masse et les connecteurs.',
      'Noter l’état de la mer et la vitesse du navire.',
      'Ne pas filtrer les données brutes.',
    ),
    say(
      'Look for the source of spikes before filtering',
      'Likely causes: a cable or connector, a ground loop, interference, bubbles.',
      'Check the cable, the ground and the connectors.',
      'Log the state of the sea and the speed of the ship.',
      'Do not filter the raw data.',
    ),
  ),
  topic(
    'stuck-values',
    ['flat_line', 'stuck_value', 'attenuated_signal', 'constant_cluster_size', 'frozen_profile'],
    say(
      'Ne jamais répéter la dernière valeur',
      'Causes fréquentes : capteur figé, enregistreur qui répète la dernière valeur reçue, alimentation, glace.',
      'Couper puis remettre l’alimentation du capteur.',
      'Contrôler la liaison et les trames brutes.',
      'Envoyer « pas de donnée » plutôt que la dernière valeur.',
    ),
    say(
      'Never repeat the last value',
      'Likely causes: a frozen sensor, a logger that repeats the last value it received, power, ice.',
      'Switch the sensor off and on again.',
      'Check the link and the raw frames.',
      'Send “no data” rather than the last value.',
    ),
  ),
  topic(
    'drift',
    ['drift', 'sensor_drift', 'offset'],
    say(
      'Nettoyer, étalonner et comparer régulièrement',
      'Causes fréquentes : encrassement, vieillissement du capteur.',
      'Nettoyer régulièrement.',
      'Étalonner chaque année, ou après douze mois à la mer.',
      'Prélever un échantillon d’eau par jour, ou comparer à une CTD.',
      'Envoyer les étalonnages d’avant et d’après campagne.',
    ),
    say(
      'Clean, calibrate and compare regularly',
      'Likely causes: fouling, ageing of the sensor.',
      'Clean regularly.',
      'Calibrate each year, or after twelve months at sea.',
      'Take a water sample a day, or compare with a CTD.',
      'Send the calibrations from before and after the cruise.',
    ),
    { general: true, sources: ['GOSUD', 'INSU'] },
  ),
  topic(
    'detection-limit',
    ['below_detection', 'quantification_limit'],
    say(
      'Donner la limite de détection, pas un zéro',
      'Une valeur sous la limite, remplacée par 0, devient une fausse mesure.',
      'Indiquer la limite de détection ou de quantification.',
      'Employer les drapeaux 6 (sous la limite de détection) et Q (sous la limite de quantification).',
      'Ne pas écrire de zéro à la place.',
    ),
    say(
      'Give the limit of detection, not a zero',
      'A value below the limit that is set to 0 becomes a false measurement.',
      'State the limit of detection or of quantification.',
      'Use flags 6 (below detection) and Q (below quantification).',
      'Write no zero in its place.',
    ),
    { sources: ['SeaDataNet L20'] },
  ),
];
