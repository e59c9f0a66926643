import { hash, verify } from '@node-rs/argon2';

export const PASSWORD_CHARS = { min: 12, max: 256 } as const;
const BYTES_MAX = 1_024;
/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type PasswordFault = 'too_short' | 'too_long';
/** Checked before any hashing: a huge password must cost nothing. Nothing is trimmed or cut. */
export function passwordFault(password: string): PasswordFault | null {
  if (password.length > BYTES_MAX || Buffer.byteLength(password) > BYTES_MAX) return 'too_long';
  const chars = Array.from(password).length;
  return chars < PASSWORD_CHARS.min ? 'too_short' : chars > PASSWORD_CHARS.max ? 'too_long' : null;
}

/** As a PHC string. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** Of no password. Without an account the same work is done, so that time does not tell which addresses exist. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$+m9GCvgfeaq4ZgsbCtqpAg$ayVGIDsvQ/C+NvHemPHnuCKNoqggba6DAOTQNFxewlU';
export const passwordMatches = (passwordHash: string | null, password: string): Promise<boolean> =>
  verify(passwordHash ?? NOBODY, password);
