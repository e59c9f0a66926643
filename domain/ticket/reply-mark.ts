/** Stands at the top of what staff and other desks are written: nothing below it is ever passed on to who asked. */
export const REPLY_MARK = '##-##';
