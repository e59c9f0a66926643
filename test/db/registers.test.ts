import { importRegister, type ImportResult } from '../../db/registers';
import type { RegisterName } from '../../domain/registers/column';
import { readTable } from '../../formats/table';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';

const db = useDatabase();
const ACTOR = { kind: 'person', id: 'anne' } as const;
const bring = (register: RegisterName, text: string | Buffer, preview = false): Promise<ImportResult> =>
  importRegister(db.pool, { register, table: readTable(Buffer.from(text)), actor: ACTOR, at: AT, preview });
const all = async (sql: string): Promise<Record<string, unknown>[]> => (await db.pool.query(sql)).rows as never;

const SUPPLIERS = 'Code;Nom;Langue\r\nGENAVIR;Genavir;français\r\nSHOM;Shom;\r\n';
const CONTACTS =
  'Fournisseur;Nom;Courriel;Rôle;Navires;Valable du;Valable jusqu’au;Rang\r\n' +
  'GENAVIR;Électronicien de bord;bord@example.org;À bord;35PK, 35A3;01/02/2026;31/12/2026;10\r\n' +
  'SHOM;Marégraphie;maregraphie@example.org;;;;;\r\n';

test('a French Excel file fills suppliers, then contacts, whatever its encoding', async () => {
  expect(await bring('suppliers', SUPPLIERS)).toMatchObject({ ok: true, counts: { new: 2, changed: 0, unchanged: 0 } });
  const windows = Buffer.from(CONTACTS.replaceAll('’', "'"), 'latin1');
  expect(await bring('contacts', windows)).toMatchObject({ ok: true, counts: { new: 2 } });
  expect(
    await all('select name, role, platforms, valid_from, valid_until, rank, language from contact order by id'),
  ).toEqual([
    {
      name: 'Électronicien de bord',
      role: 'on_board',
      platforms: ['35PK', '35A3'],
      valid_from: '2026-02-01',
      valid_until: '2026-12-31',
      rank: 10,
      language: 'fr',
    },
    { name: 'Marégraphie', role: null, platforms: [], valid_from: null, valid_until: null, rank: 100, language: 'fr' },
  ]);
});

test('the same file again, now with a byte order mark, changes nothing and writes no event', async () => {
  const events = await all('select id from event');
  const again = await bring('contacts', `\ufeff${CONTACTS}`);
  expect(again).toMatchObject({ ok: true, counts: { new: 0, changed: 0, unchanged: 2 } });
  expect(await all('select id from event')).toEqual(events);
});

test('a preview names what would change and writes nothing', async () => {
  const before = await all('select * from contact order by id');
  const preview = await bring('contacts', CONTACTS.replace(';10\r', ';5\r'), true);
  expect(preview).toMatchObject({
    ok: true,
    counts: { new: 0, changed: 1, unchanged: 1 },
    rows: [{ line: 2, outcome: 'changed', fields: [{ column: 'rank', from: 10, to: 5 }] }, { outcome: 'unchanged' }],
  });
  expect(await all('select * from contact order by id')).toEqual(before);
});

test('every error is named by line and column, and nothing is written', async () => {
  const before = await all('select * from contact order by id');
  const refused = await bring(
    'contacts',
    'Code;Fournisseur;Nom;Courriel;Valable du;Rôle\n' +
      'a;GENAVIR;A;a@example.org;31/02/2026;\n' +
      'b;NOBODY;B;b@example.org;;capitaine\n' +
      'c;GENAVIR;;two@example.org,three@example.org;;\n' +
      'a;GENAVIR;D;d@example.org;;\n' +
      'e;GENAVIR;E;e@example.org;;\n',
  );
  expect(refused.ok ? [] : refused.errors.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, 'valid_from', 'bad_date'],
    [3, 'role', 'bad_choice'],
    [3, 'supplier', 'unknown_reference'],
    [4, 'name', 'missing_value'],
    [4, 'email', 'bad_email'],
    [5, 'code', 'duplicate_code'],
  ]);
  expect(await all('select * from contact order by id')).toEqual(before);
});

test('a missing column is an error, an unknown one is named and left aside', async () => {
  expect(await bring('platforms', 'Code;Couleur\n35PK;bleu\n')).toMatchObject({
    ok: false,
    errors: [{ line: 1, column: 'name', code: 'missing_column' }],
    notices: [{ line: 1, column: 'Couleur', code: 'unknown_column' }],
  });
  expect(await bring('platforms', 'Nom;code;NOM\nPP;35PK;x\n')).toMatchObject({
    ok: false,
    errors: [{ column: 'NOM', code: 'duplicate_column' }],
  });
});

test('codes of other registers may be unknown, which is said; a later file may leave columns out', async () => {
  const first = await bring('platforms', 'Code;Nom;Opérateur;Propriétaire\n35PK;Pourquoi pas ?;GENAVIR;IFREMER\n');
  expect(first).toMatchObject({
    ok: true,
    notices: [{ line: 2, column: 'owner', code: 'unknown_reference', value: 'IFREMER' }],
  });
  await bring('platforms', 'code,name\n35PK,Pourquoi pas?\n');
  expect(await all('select name, operator, owner from platform')).toEqual([
    { name: 'Pourquoi pas?', operator: 'GENAVIR', owner: 'IFREMER' },
  ]);
  await bring('platforms', 'code,name,owner\n35PK,Pourquoi pas?,\n');
  expect(await all('select operator, owner from platform')).toEqual([{ operator: 'GENAVIR', owner: null }]);
});

test('a cruise given by days lasts to the end of its last day', async () => {
  await bring('cruises', 'Code;Nom;Navire;Début;Fin\nC1;Campagne 1;35PK;01/03/2026;20/03/2026\n');
  expect(await all('select start_at, end_at from cruise')).toEqual([
    { start_at: new Date('2026-03-01T00:00:00Z'), end_at: new Date('2026-03-20T23:59:59.999Z') },
  ]);
});

test('what ends before it begins is refused, also when only one end is changed', async () => {
  const refused = await bring('cruises', 'Code;Nom;Début\nC1;Campagne 1;01/04/2026\n');
  expect(refused).toMatchObject({ ok: false, errors: [{ line: 2, column: 'end_at', code: 'ends_before_start' }] });
});

test('the log names codes only, never a person or an address', async () => {
  const text = JSON.stringify(await all(`select * from event where type like 'register.%'`));
  expect(text).toContain('GENAVIR-');
  expect(text).not.toMatch(/example\.org|lectronicien/);
});
