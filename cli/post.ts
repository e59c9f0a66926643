import { createReadStream, openAsBlob } from 'node:fs';
import { basename, extname } from 'node:path';
import { UsageError } from './config';

export interface Post {
  url: string;
  key: string;
  file: string;
  /** Of a tool's own report; without it the file holds canonical anomalies. */
  format?: string | undefined;
  /** The tool's configuration, which tells limits and names of tests. */
  config?: string | undefined;
  context: Record<string, string>;
}

const MEDIA_TYPES: Record<string, string> = {
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
  '.csv': 'text/csv',
};

/** Posts a file to the API as a pipeline would, streamed; the status and what was answered. */
export async function postFile({
  url,
  key,
  file,
  format,
  config,
  context,
}: Post): Promise<{ status: number; body: unknown }> {
  const type = MEDIA_TYPES[extname(file).toLowerCase()];
  if (!type) throw new UsageError(`${file}: must end in ${Object.keys(MEDIA_TYPES).join(', ')}.`);
  const query = new URLSearchParams({ ...(format ? { format } : {}), ...context });
  const address = `${url}/api/v1/${format ? 'reports' : 'anomalies'}${query.size > 0 ? `?${query}` : ''}`;
  const authorization = `Bearer ${key}`;
  const answer = await (config
    ? fetch(address, { method: 'POST', headers: { authorization }, body: await formOf(file, type, config) })
    : fetch(address, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        // Safe: fetch takes any async iterable of bytes, which its types do not say.
        body: createReadStream(file) as unknown as BodyInit,
        duplex: 'half',
      } as RequestInit));
  const said = await answer.text();
  const isJson = /^application\/(problem\+)?json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, body: isJson ? JSON.parse(said) : said };
}

/** The configuration goes first, so that the server need not hold the report. */
async function formOf(file: string, type: string, config: string): Promise<FormData> {
  const form = new FormData();
  form.set('config', await openAsBlob(config, { type: 'application/json' }), basename(config));
  form.set('report', await openAsBlob(file, { type }), basename(file));
  return form;
}
