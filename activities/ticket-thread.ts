/** How mail programs show the mails of one request together: in answer to the newest, below a root that no mail has. */
export const threadOf = (
  number: string,
  messageId: string,
  earlier: readonly string[],
): { inReplyTo: string | null; references: string[] } => ({
  inReplyTo: earlier.at(-1) ?? null,
  references: [rootOf(number, messageId), ...ends(earlier)],
});

/** No mail has this Message-ID: it keeps the mails of one request together where the first of them is missing. */
const rootOf = (number: string, messageId: string): string =>
  `${number.toLowerCase()}.request${messageId.slice(messageId.lastIndexOf('@'))}`;

/** The first four and the newest six of a long thread. */
const ends = (all: readonly string[]): string[] =>
  all.length <= 10 ? [...all] : [...all.slice(0, 4), ...all.slice(-6)];
