import type { AcceptedCorrection } from '../../db/corrections/store';
import type { CaseOutcome, InboundFile, InboundState } from '../../db/inbound/verdicted';
import type { ReachedCase } from '../../db/inbound/thread';
import type { Db, Pool } from '../../db/query';
import { type AnswerCode, neededBy } from '../../domain/answer';
import type { Actor } from '../../domain/words';
import { type ExamineFile, keepFiles } from './files';
import { type Lettered, readLetters } from './letters';
import type { Opened } from './parser';
import type { Threaded } from './thread-of';
import type { Verdict } from './verdict';

export interface StoredFile {
  /** Hexadecimal. */
  sha256: string;
  size: number;
  name: string;
}
/** Checks a file of corrected values as the supplier's page does: the accepted rows, or that they are not all right. */
export type ReadCorrections = (
  db: Db,
  caseId: number,
  file: StoredFile,
) => Promise<{ ok: true; accepted: AcceptedCorrection } | { ok: false }>;

export interface EffectDeps {
  pool: Pool;
  examine: ExamineFile;
  readCorrections: ReadCorrections;
}
export interface Letter {
  thread: Threaded;
  verdict: Verdict;
  sender: string;
  said: string;
  /** What makes the whole mail doubtful, whatever it says. */
  doubt: string | null;
  files: Opened['files'];
}
export interface Effect {
  state: InboundState;
  reason: string | null;
  /** Why the mail has the authority of its link, or what it lacks. */
  authority: string;
  author: Actor | null;
  files: InboundFile[];
  cases: CaseOutcome[];
}

/** What a person's mail about cases does: answers by the authority of its link, or is proposed to the desk. */
export async function effectOf(deps: EffectDeps, letter: Letter, at: Date): Promise<Effect> {
  const { thread } = letter;
  const key = thread.link?.hash.toString('hex') ?? `sender ${letter.sender}`;
  const files = await keepFiles(deps, letter.files, key, at);
  const lacks = letter.doubt ?? lackOf(letter);
  const author = lacks === null && thread.link ? thread.link.author : null;
  const effect = { authority: lacks ?? 'link', author, files };
  const cases: CaseOutcome[] = [];
  for (const wish of wishesOf(letter))
    cases.push(lacks === null ? await outcomeOf(deps, letter, wish, files) : proposal(letter, wish, lacks));
  const [reason = null] = cases.flatMap(reasonOf);
  return { ...effect, state: reason === null ? 'applied' : 'proposed', reason, cases };
}
const reasonOf = (outcome: CaseOutcome): string[] => {
  if (outcome.do === 'message') return [outcome.propose];
  return outcome.do === 'propose' ? [outcome.reason] : [];
};

/** Null when the mail has the authority of the link. */
function lackOf({ thread, verdict, sender }: Letter): string | null {
  if (thread.by !== 'token') return 'no_token';
  if (!thread.mail?.addresses.includes(sender.toLowerCase())) return 'other_sender';
  if (verdict !== 'pass') return verdict === 'fail' ? 'failed_verdict' : 'no_verdict';
  return thread.link ? null : 'dead_link';
}

/** What is said of one case; without `lettered` nobody knows what. */
interface Wish {
  of: ReachedCase;
  lettered: Lettered | null;
  doubt: string | null;
  suggested: AnswerCode | null;
}
const wishOf = (
  of: ReachedCase,
  lettered: Lettered | null,
  doubt: string | null,
  suggested: AnswerCode | null,
): Wish => ({
  of,
  lettered,
  doubt,
  suggested,
});

function wishesOf({ said, thread: { cases } }: Letter): Wish[] {
  const reading = readLetters(
    said,
    cases.map(({ number }) => number),
  );
  if (reading.kind === 'unclear') return cases.map((of) => wishOf(of, null, reading.why, reading.suggested));
  if (reading.kind === 'each')
    return cases.flatMap((of) => {
      const lettered = reading.answers.get(of.number);
      return lettered ? [wishOf(of, lettered, null, lettered.code)] : [];
    });
  const doubt = cases.length > 1 && !reading.forAll ? 'which_case' : null;
  return cases.map((of) => wishOf(of, reading, doubt, reading.code));
}

const proposal = ({ said }: Letter, { of, lettered, suggested }: Wish, reason: string): CaseOutcome => ({
  caseId: of.id,
  do: 'propose',
  reason,
  code: lettered?.code ?? suggested,
  comment: lettered ? lettered.comment : said || null,
});

/** The mail may answer; whether it does is told by what it says. */
async function outcomeOf(
  deps: EffectDeps,
  letter: Letter,
  wish: Wish,
  files: readonly InboundFile[],
): Promise<CaseOutcome> {
  const { of, lettered, doubt, suggested } = wish;
  if (doubt === 'no_letter' && isRemark(letter))
    return { caseId: of.id, do: 'message', text: letter.said.slice(0, WORDS_MAX), propose: doubt, code: suggested };
  if (doubt !== null || !lettered) return proposal(letter, wish, doubt ?? 'no_letter');
  const trouble = troubleOf(letter, wish, lettered, files);
  if (trouble !== null) return proposal(letter, wish, trouble);
  const { code, comment } = lettered;
  const file = fileFor(code, files);
  const corrections = code === 'corrected_data' ? await correctionsIn(deps, of.id, file) : null;
  if (code === 'corrected_data' && !corrections) return proposal(letter, wish, 'file_rows');
  return { caseId: of.id, do: 'answer', say: { code, comment, file: namedFile(file), corrections } };
}
const WORDS_MAX = 10_000;
const isRemark = ({ said, thread: { link, cases } }: Letter): boolean =>
  cases.length === 1 && said !== '' && link?.mayComment === true;
const namedFile = (file: InboundFile | undefined): { sha256: Buffer; name: string } | null =>
  file?.sha256 ? { sha256: file.sha256, name: file.name } : null;

/** The minimum of each answer, as the page asks for it. */
function troubleOf(
  { thread: { link, cases } }: Letter,
  { of }: Wish,
  { code, comment }: Lettered,
  files: readonly InboundFile[],
): string | null {
  if (!link?.mayAnswer) return 'no_right';
  if (!of.isOpen) return 'too_late';
  if (of.family === 'flow') return 'not_offered';
  const need = neededBy(code);
  if (need === 'comment' && comment === null) return 'comment_missing';
  if (need !== 'file') return null;
  if (cases.length > 1) return 'file_for_several';
  return fileFor(code, files) ? null : 'file_missing';
}

/** Corrected data are a table; any other answer takes the first file that may be kept. */
const fileFor = (code: AnswerCode, files: readonly InboundFile[]): InboundFile | undefined =>
  files.find(
    ({ sha256, name }) => sha256 !== null && (code !== 'corrected_data' || /\.(?:csv|tsv|txt|nc)$/i.test(name)),
  );

async function correctionsIn(
  { pool, readCorrections }: EffectDeps,
  caseId: number,
  file: InboundFile | undefined,
): Promise<AcceptedCorrection | null> {
  if (!file?.sha256) return null;
  const read = await readCorrections(pool, caseId, {
    sha256: file.sha256.toString('hex'),
    size: file.size,
    name: file.name,
  });
  return read.ok ? read.accepted : null;
}
