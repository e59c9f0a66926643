import type { z } from 'zod';

/** One route, as it is described and as the tests ask it. */
export interface Described {
  method: 'get' | 'post' | 'patch';
  path: string;
  summary: string;
  scopes: string[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** By media type. */
  body?: Record<string, z.ZodType>;
  isBodyOptional?: boolean;
  answer: Record<string, z.ZodType>;
  status?: number;
}
