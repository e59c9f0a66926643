import { accepted } from '../../db/ingest/batch';
import { Registers } from '../../db/ingest/resolve';
import { importRegister } from '../../db/registers';
import type { Anomaly } from '../../domain/anomaly';
import type { RegisterName } from '../../domain/registers/column';
import { readTable } from '../../formats/table';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';

const db = useDatabase();
const FILES: [RegisterName, string][] = [
  ['suppliers', 'code;name;edmo\nORG-A;Un;SDN:EDMO::486\nORG-B;Deux;1054\nTWIN1;Trois;7\nTWIN2;Quatre;7\n1054;Cinq;'],
  ['platforms', 'code;name;operator;owner\n35PK;Pourquoi pas?;GENAVIR;IFREMER\nTG;Marégraphe;;SHOM'],
  ['sensors', 'code;name;platform;owner\nTSG1;SBE 21;35PK;\nLAB7;Sonde du labo;35PK;LOPS'],
  [
    'cruises',
    'code;name;platform;start;end;supplier\nC1;Un;35PK;01/03/2026;10/03/2026;\nC2;Deux;35PK;10/03/2026;20/03/2026;UBO\nC3;Sans fin;35PK;01/01/2026;;',
  ],
  ['datasets', 'code;name;cruise;platform;supplier\nD2;De la campagne deux;C2;;\nD9;Du marégraphe;;TG;REFMAR'],
];
beforeAll(async () => {
  for (const [register, text] of FILES) {
    const done = await importRegister(db.pool, {
      register,
      table: readTable(Buffer.from(text)),
      actor: { kind: 'person', id: 'anne' },
      at: AT,
      preview: false,
    });
    expect(done).toMatchObject({ ok: true });
  }
});

const NOTHING: Anomaly = {
  source: 's',
  externalId: null,
  action: 'raise',
  dedupKey: null,
  dataset: 'unknown',
  supplier: null,
  platform: null,
  cruise: null,
  sensor: null,
  parameter: null,
  check: 'spike_test',
  family: 'value',
  severity: 'error',
  timeStart: '2026-03-05T12:00:00.000Z',
  timeEnd: null,
  locus: null,
  dataVersion: null,
  doc: {},
  evidence: null,
};
const resolve = async (given: Partial<Anomaly>): Promise<(string | null)[]> => {
  const registers = new Registers();
  const posted = accepted({ ...NOTHING, ...given });
  await registers.learn(db.pool, [posted]);
  const { platform, cruise, supplier } = registers.complete(posted).anomaly;
  return [platform, cruise, supplier];
};

test.each<[string, Partial<Anomaly>, (string | null)[]]>([
  [
    'a sensor gives its platform, the date its cruise, the operator comes before the owner',
    { sensor: 'TSG1' },
    ['35PK', 'C1', 'GENAVIR'],
  ],
  ['a sensor with a keeper of its own goes to that keeper', { sensor: 'LAB7' }, ['35PK', 'C1', 'LOPS']],
  [
    'the last day of a cruise counts, and the cruise that began last wins',
    { platform: '35PK', timeStart: '2026-03-10T23:30:00.000Z' },
    ['35PK', 'C2', 'UBO'],
  ],
  [
    'between cruises an open-ended one holds',
    { platform: '35PK', timeStart: '2026-04-01T00:00:00.000Z' },
    ['35PK', 'C3', 'GENAVIR'],
  ],
  [
    'before any cruise there is none',
    { platform: '35PK', timeStart: '2020-04-01T00:00:00.000Z' },
    ['35PK', null, 'GENAVIR'],
  ],
  ['a dataset names its cruise, and the cruise its ship and supplier', { dataset: 'D2' }, ['35PK', 'C2', 'UBO']],
  ['the supplier of a dataset comes before that of its platform', { dataset: 'D9' }, ['TG', null, 'REFMAR']],
  ['an owner alone is written to', { platform: 'TG' }, ['TG', null, 'SHOM']],
  ['what is given stands', { sensor: 'TSG1', platform: 'OTHER', cruise: 'X', supplier: 'ME' }, ['OTHER', 'X', 'ME']],
  ['unknown codes are kept as sent', { platform: 'NOWHERE', sensor: 'NOTHING' }, ['NOWHERE', null, null]],
  ['without a time no cruise is guessed', { platform: '35PK', timeStart: null }, ['35PK', null, 'GENAVIR']],
])('%s', async (_, given, expected) => {
  expect(await resolve(given)).toEqual(expected);
});

test.each([
  ['SDN:EDMO::486', 'ORG-A'],
  ['486', 'ORG-A'],
  ['1054', '1054'],
  ['SDN:EDMO::1054', 'ORG-B'],
  ['SDN:EDMO::7', 'SDN:EDMO::7'],
  ['SDN:EDMO::999', 'SDN:EDMO::999'],
  ['99999999999999', '99999999999999'],
])(
  'a supplier given as %s is %s: a code of the register first, then the one that bears the number, else as sent',
  async (given, expected) => {
    expect((await resolve({ supplier: given }))[2]).toBe(expected);
  },
);
