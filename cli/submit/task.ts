import type { ChunkLimits } from './chunks';
import type { Piece } from './cut';
import type { Progress } from './progress';
import type { Refusal, RefusedFile } from './refused';
import type { Source } from './source';
import type { Submission } from './submission';
import type { Taken, Target } from './target';

/** What the ways of sending share: one file, its place to go, and the report that they fill. */
export interface FileTask {
  source: Source;
  submission: Submission;
  query: URLSearchParams;
  idOf: (number: number) => string;
  isDry: boolean;
  target: Target;
  limits: ChunkLimits;
  progress: Progress;
  took(taken: Taken | null, unsent: number): void;
  /** Where refused items are told, and written unless nothing is to be sent. */
  refusedTo(file: RefusedFile): (refusal: Refusal, piece: Piece | null) => Promise<void>;
}
