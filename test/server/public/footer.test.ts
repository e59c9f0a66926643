import { useDatabase } from '../../support/database';
import { visitor } from '../../support/pages';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);

test.each(['fr', 'en'])('each public page in %s leads to every other one, and each of them is there', async (lang) => {
  const reader = visitor(server.url);
  const paths = ['/help', '/contacts', '/sla', '/advice', '/accessibilite'].map((path) => `${path}?lang=${lang}`);
  for (const path of paths) {
    const { status, html } = await reader.get(path);
    expect([path, status]).toEqual([path, 200]);
    const foot = /<footer>.*<\/footer>/s.exec(html)?.[0] ?? '';
    expect([...foot.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual(paths);
  }
});
