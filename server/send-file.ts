import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { readFileChunks } from '../db/files';
import type { Pool } from '../db/query';

/** Hands out what somebody sent: always as a file to be saved, never as something to be shown. */
export async function sendFile(
  pool: Pool,
  res: Response,
  { name, sha256, size }: { name: string; sha256: Buffer; size: number },
): Promise<void> {
  res.attachment(name).type('application/octet-stream');
  res.set({
    'Content-Length': String(size),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  });
  await pipeline(readFileChunks(pool, sha256), res);
}
