/** What is wrong with a file, as opposed to with this program. */
class Unreadable extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
module.exports = { Unreadable };
