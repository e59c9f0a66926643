// Arrows between rooms only point as the README's table says. Each room lists what it may import.
const rooms = {
  domain: ['domain'],
  formats: ['formats', 'domain'],
  db: ['db', 'domain'],
  workflows: ['workflows', 'domain'],
  activities: ['activities', 'domain', 'db', 'mail', 'web'],
  mail: ['mail', 'domain', 'db'],
  web: ['web', 'domain'],
  server: ['server', 'domain', 'formats', 'db', 'web'],
};
const only = (name, from, to) => ({ name, severity: 'error', from, to });
module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, may]) =>
      only(
        `${room}-imports-only-its-neighbours`,
        { path: `^${room}/` },
        {
          path: '^(domain|formats|db|workflows|activities|mail|web|server|cli|samples|bench|test)/',
          pathNot: [
            ...may.map((m) => `^${m}/`),
            ...(room === 'workflows' ? ['^activities/'] : []),
            ...(room === 'server' || room === 'activities' ? ['^workflows/messages\\.ts$'] : []),
          ],
        },
      ),
    ),
    only(
      'workflows-know-activities-by-type-only',
      { path: '^workflows/' },
      { path: '^activities/', dependencyTypesNot: ['type-only'] },
    ),
    only(
      'pg-lives-in-db',
      { path: '^(domain|formats|workflows|activities|mail|web|server)/' },
      { path: 'node_modules/(pg|postgres-migrations)/', dependencyTypesNot: ['type-only'] },
    ),
    only(
      'express-lives-in-server',
      { path: '^(domain|formats|db|workflows|activities|mail|web)/' },
      { path: 'node_modules/express/' },
    ),
    only(
      'domain-is-paper',
      { path: '^domain/' },
      { path: 'node_modules/', pathNot: 'node_modules/(@types|ipaddr\\.js)/' },
    ),
    only('no-cycles', {}, { circular: true }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
