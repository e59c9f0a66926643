/**
 * The thread that opens mails, apart from everything else: what a hostile mail does to it ends with it. Plain JavaScript,
 * because Node loads it by its path, in tests too, where nothing has compiled it.
 */
const { parentPort } = require('node:worker_threads');
const { simpleParser } = require('mailparser');

const addressesOf = (field) =>
  (field ? [field].flat() : [])
    .flatMap(({ value }) => value)
    .flatMap((one) => one.group ?? [one])
    .map(({ address, name }) => ({ address: address ?? '', name: name ?? '' }));

const fileOf = ({ filename, contentType, content, cid, contentDisposition, related }) => ({
  name: filename ?? null,
  type: contentType ?? '',
  content,
  isInline: related === true || (contentDisposition === 'inline' && cid !== undefined),
});

async function open(raw) {
  const mail = await simpleParser(Buffer.from(raw), {
    skipTextToHtml: true,
    skipHtmlToText: true,
    skipImageLinks: true,
    skipTextLinks: true,
  });
  return {
    from: addressesOf(mail.from),
    to: [...addressesOf(mail.to), ...addressesOf(mail.cc)].map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || null,
    files: mail.attachments.map(fileOf),
  };
}

parentPort.on('message', ({ id, raw }) => {
  open(raw).then(
    (mail) => parentPort.postMessage({ id, mail }),
    (error) => parentPort.postMessage({ id, fault: String(error?.message ?? error).slice(0, 300) }),
  );
});
