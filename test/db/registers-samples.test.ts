import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importRegister, type ImportResult } from '../../db/registers';
import { REGISTER_NAMES, type RegisterName } from '../../domain/registers/column';
import { readTable } from '../../formats/table';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';

const db = useDatabase();
const FOLDER = join(__dirname, '../../samples/registers');
const bring = (register: RegisterName): Promise<ImportResult> =>
  importRegister(db.pool, {
    register,
    table: readTable(readFileSync(join(FOLDER, `${register}.csv`))),
    actor: { kind: 'person', id: 'anne' },
    at: AT,
    preview: false,
  });

test.each(REGISTER_NAMES.filter((name) => existsSync(join(FOLDER, `${name}.csv`))))(
  'the sample %s load, and load again without doubles',
  async (name) => {
    const first = await bring(name);
    expect(first).toMatchObject({ ok: true, counts: { changed: 0, unchanged: 0 } });
    const count = first.ok ? first.counts.new : 0;
    expect(count).toBeGreaterThan(0);
    expect(await bring(name)).toMatchObject({
      ok: true,
      counts: { new: 0, changed: 0, unchanged: count },
      rows: expect.any(Array),
    });
  },
);
