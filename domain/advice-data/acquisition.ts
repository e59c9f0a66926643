import type { AdviceTopic } from '../advice';
import { say, topic } from './topic';

/** Time, position, files and metadata: what goes wrong before any value is measured. */
export const ACQUISITION: readonly AdviceTopic[] = [
  topic(
    'clock',
    ['impossible_date', 'time_order', 'clock_offset', 'duplicate_timestamp', 'valid_datetime'],
    say(
      'Mettre toutes les horloges à l’heure universelle',
      'Causes fréquentes : horloge de l’enregistreur déréglée ou restée en heure locale, numéro de semaine GPS ou seconde intercalaire mal traités.',
      'Régler chaque horloge en temps universel (UTC), par NTP ou par GNSS ; jamais en heure locale.',
      'Noter l’écart de chaque horloge au début et à la fin de la campagne.',
      'Écrire les dates selon ISO 8601, avec le Z final.',
      'Indiquer, pour chaque instrument, la référence de temps utilisée.',
    ),
    say(
      'Set every clock to universal time',
      'Likely causes: a logger clock that is off or was left in local time, a GPS week number or a leap second handled badly.',
      'Set each clock to UTC, by NTP or GNSS; never to local time.',
      'Note the offset of each clock at the start and at the end of the cruise.',
      'Write dates in ISO 8601 with the final Z.',
      'Say for each instrument which time reference it uses.',
    ),
    { general: true },
  ),
  topic(
    'position',
    [
      'position_on_land',
      'location_on_land',
      'location',
      'location_bounds',
      'impossible_location',
      'impossible_speed',
      'speed',
      'valid_geolocation',
      'location_at_sea',
      'possible_speed',
    ],
    say(
      'Vérifier la position et son heure',
      'Causes fréquentes : signe ou hémisphère inversé, degrés et minutes lus comme des degrés décimaux, position périmée, remplissage par 0/0, changement d’antenne.',
      'Contrôler le flux GNSS et l’heure de ses messages avant l’appareillage.',
      'Garder deux récepteurs en marche.',
      'Transmettre la qualité du point avec la position.',
      'Signaler les positions estimées.',
    ),
    say(
      'Check the position and its time',
      'Likely causes: a wrong sign or hemisphere, degrees and minutes read as decimal degrees, a stale fix, 0/0 as filling, a change of antenna.',
      'Check the GNSS feed and the time of its messages before sailing.',
      'Keep two receivers running.',
      'Send the quality of the fix with the position.',
      'Mark positions by dead reckoning.',
    ),
    { general: true },
  ),
  topic(
    'gaps-and-files',
    ['time_gap', 'data_reception', 'gap', 'file_missing', 'file_late', 'file_incomplete', 'load_failed'],
    say(
      'Faire l’inventaire des fichiers en fin de campagne',
      'Causes fréquentes : arrêt de l’acquisition, disque plein ou en panne, transfert interrompu.',
      'Comparer les fichiers au plan d’acquisition avant de débarquer.',
      'Joindre la liste des fichiers avec leurs sommes de contrôle.',
      'Indiquer les arrêts voulus : ce ne sont pas des pertes.',
    ),
    say(
      'Take stock of the files at the end of the cruise',
      'Likely causes: acquisition stopped, a disk full or broken, a transfer cut short.',
      'Compare the files with the acquisition plan before leaving the ship.',
      'Send the list of files with their checksums.',
      'State intended stops: they are no losses.',
    ),
    { general: true },
  ),
  topic(
    'sensor-sheet',
    ['missing_metadata', 'metadata_error', 'syntax', 'format_completeness'],
    say(
      'Remplir la fiche de chaque capteur avant de partir',
      'Ce qui manque le plus souvent : numéro de série, date d’étalonnage, coefficients, profondeur de la prise d’eau, unités.',
      'Remplir la fiche du capteur avant l’appareillage, et à chaque remplacement.',
      'Nommer paramètres, unités et modèles par les codes P01, P06 et L22.',
    ),
    say(
      'Fill in the sheet of each sensor before sailing',
      'What is missing most often: serial number, calibration date, coefficients, depth of the intake, units.',
      'Fill in the sensor sheet before sailing, and at each replacement.',
      'Name parameters, units and models by their P01, P06 and L22 codes.',
    ),
    { general: true, sources: ['NVS P01', 'NVS P06', 'NVS L22'] },
  ),
  topic(
    'duplicates',
    ['file_duplicate', 'duplicate'],
    say(
      'Dire ce qui remplace quoi',
      'Causes fréquentes : fichier envoyé deux fois, nouvel export des mêmes données.',
      'Donner à chaque station un identifiant unique.',
      'Numéroter les versions et dire laquelle remplace laquelle.',
    ),
    say(
      'Say what replaces what',
      'Likely causes: a file sent twice, the same data exported again.',
      'Give each station an identifier of its own.',
      'Number the versions and say which replaces which.',
    ),
  ),
  topic(
    'elimination',
    [],
    say(
      'Demander une élimination en gardant le brut',
      'Des données éliminées ne sont plus diffusées ; les valeurs brutes, elles, sont conservées.',
      'Garder les données brutes.',
      'Donner la période, le capteur et la raison.',
      'Retirer aussi les produits qui en sont tirés.',
    ),
    say(
      'Ask for an elimination and keep the raw data',
      'Data that are eliminated are no longer distributed; their raw values are kept.',
      'Keep the raw data.',
      'Tell the period, the sensor and the reason.',
      'Withdraw products derived from them as well.',
    ),
  ),
];
