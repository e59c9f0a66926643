/** Whether level 2 is asked to relieve level 1, or the requests simply go to it, when level 1 has more than it can do. */
export const RELIEFS = ['off', 'propose', 'act'] as const;
export type Relief = (typeof RELIEFS)[number];
