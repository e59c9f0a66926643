import type { FieldFault } from '../../../web/console/layout';

/** Undoes the transaction of a form that says too little. */
export class FormFault extends Error {
  readonly status: 403 | 422;
  readonly fault: FieldFault;
  constructor(status: 403 | 422, fault: FieldFault) {
    super('refused');
    this.status = status;
    this.fault = fault;
  }
}
