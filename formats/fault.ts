export type FaultCode =
  | 'empty'
  | 'not_utf8'
  | 'not_text'
  | 'bad_json'
  | 'bad_csv'
  | 'bad_header'
  | 'bad_config'
  | 'bad_report'
  | 'duplicate_column'
  | 'missing_column'
  | 'unknown_column'
  | 'too_many_columns'
  | 'too_many_rows'
  | 'line_too_long'
  | 'bad_cell'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'unknown_format'
  | 'file_cut'
  | 'unknown_scale'
  | 'bad_netcdf'
  | 'unsupported_netcdf';

/** Why a body as a whole cannot be read, or cannot be read further. `line` from 1; `pointer` (RFC 6901) into a body of JSON. */
export class BodyFault extends Error {
  readonly code: FaultCode;
  readonly line: number | null;
  readonly pointer: string | null;

  constructor(code: FaultCode, detail: string, line: number | null = null, pointer: string | null = null) {
    super(detail);
    this.name = 'BodyFault';
    this.code = code;
    this.line = line;
    this.pointer = pointer;
  }

  get detail(): string {
    return this.message;
  }
}
