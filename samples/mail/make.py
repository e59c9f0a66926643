#!/usr/bin/env python3
"""Writes replies to a letter of ours as the common mail programs write them, and what each of them says.

Run: python3 samples/mail/make.py. People and addresses are made up.
"""
import json
from email.header import Header
from pathlib import Path
from quopri import encodestring

HERE = Path(__file__).parent
TOKEN = '0' * 32
DESK = f'qualite+{TOKEN}@example.org'
LETTER = {
    'fr': """Bonjour Anne Le Goff,

Nos contrôles ont trouvé ceci dans des données qui viennent de vous.

A-2026-00417
  Thalassa, SBE21-3421
  TEMP : 18 valeurs trop hautes, 1 mars 2026, 09:36–11:38 TU.
  Mesuré : 24,5 à 26,5 °C. Attendu : 12 à 21 °C.

Répondre en ligne, sans compte (vigie.example.org) :
http://vigie.example.org/s/dql_x

Ou répondez à ce courriel par une seule lettre, suivie d’un mot si vous
voulez :
  A  Panne ou mauvais réglage du capteur
  B  Données à éliminer
  C  Les valeurs sont justes
  D  J’ai des données corrigées
  E  J’ai besoin de précisions

-- 
SISMER, qualite@example.org""",
    'en': """Hello Anne Le Goff,

Our checks found this in data that come from you.

A-2026-00417
  Thalassa, SBE21-3421
  TEMP: 18 values too high, 1 March 2026, 09:36–11:38 UTC.
  Measured: 24.5 to 26.5 °C. Expected: 12 to 21 °C.

Answer online, no account (vigie.example.org):
http://vigie.example.org/s/dql_x

Or reply to this mail with one letter, and a word if you like:
  A  Sensor fault or wrong setting
  B  Data to be eliminated
  C  The values are right
  D  I have corrected data
  E  I need more information

-- 
SISMER, qualite@example.org""",
}
SUBJECT = {'fr': 'Re: [A-2026-00417] SISMER – Thalassa, 18 valeurs trop hautes', 'en': 'Re: [A-2026-00417] SISMER – Thalassa, 18 values too high'}


def quoted(lang):
    return '\n'.join(('> ' + line).rstrip() if line else '>' for line in LETTER[lang].split('\n'))


def html_of(text):
    escape = text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
    return '<br>\n'.join(escape.split('\n'))


def part(kind, text, charset='utf-8', encoding='quoted-printable', params=''):
    if encoding == 'quoted-printable':
        body = b'\r\n'.join(encodestring(line.encode(charset, 'replace'), quotetabs=False).replace(b'=\n', b'=\r\n') for line in text.split('\n'))
    else:
        body = text.replace('\n', '\r\n').encode(charset, 'replace')
    head = f'Content-Type: {kind}; charset={charset}{params}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body


def several(kind, parts):
    boundary = f'=_{kind}_b1'
    body = b''.join(b'--' + boundary.encode() + b'\r\n' + one + b'\r\n' for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + body + b'--' + boundary.encode() + b'--\r\n'


def attached(kind, name, body, encoding='7bit'):
    return f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}'.encode()


EXPECTED = []


def write(name, lang, content, code, comment, more=''):
    head = '\r\n'.join([
        'Return-Path: <anne.legoff@example.org>',
        f'Authentication-Results: mx.example.org; dkim=pass header.d=example.org; dmarc=pass (p=reject) header.from=example.org',
        'Received: from ship.example.org by mx.example.org; Mon, 2 Mar 2026 10:00:00 +0000',
        'From: Anne Le Goff <anne.legoff@example.org>',
        f'To: SISMER <{DESK}>',
        f'Subject: {Header(SUBJECT[lang], "utf-8", maxlinelen=60).encode(linesep=chr(13) + chr(10))}',
        'Date: Mon, 02 Mar 2026 11:00:00 +0100',
        f'Message-ID: <{name}@ship.example.org>',
        'In-Reply-To: <letter-1@vigie>',
        'References: <letter-1@vigie>',
        'MIME-Version: 1.0',
    ]) + '\r\n' + more
    (HERE / f'{name}.eml').write_bytes(head.encode() + content.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n'))
    EXPECTED.append({'file': f'{name}.eml', 'code': code, 'comment': comment})


def outlook_block(lang):
    if lang == 'fr':
        return f'De : SISMER <{DESK}> \nEnvoyé : lundi 2 mars 2026 09:12\nÀ : Anne Le Goff <anne.legoff@example.org>\nObjet : [A-2026-00417] SISMER – Thalassa'
    return f'From: SISMER <{DESK}> \nSent: Monday, March 2, 2026 9:12 AM\nTo: Anne Le Goff <anne.legoff@example.org>\nSubject: [A-2026-00417] SISMER – Thalassa'


def outlook_html(lang, lines):
    said = ''.join(f'<p class="MsoNormal">{line or "&nbsp;"}<o:p></o:p></p>\n' for line in lines)
    block = html_of(outlook_block(lang))
    return f'''<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{ margin:0 }}</style></head>
<body lang="FR"><div class="WordSection1">
{said}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>{block}</b></p></div></div>
<div>{html_of(LETTER[lang])}</div></div></body></html>'''


NOTE = {'fr': 'Le capteur était encrassé, à éliminer entre 9 h et 12 h.', 'en': 'The intake was fouled, drop 9 to 12 h.'}
BYE = {'fr': 'Cordialement,\nAnne Le Goff\nTél. +33 2 00 00 00 00', 'en': 'Kind regards,\nAnne Le Goff\nTel. +33 2 00 00 00 00'}

for lang in ('fr', 'en'):
    said = f'B\n\n{NOTE[lang]}\n\n{BYE[lang]}'
    hello = {'fr': 'Bonjour,', 'en': 'Hello,'}[lang]
    # Outlook for Windows: text and HTML, the head of the original repeated, nothing quoted.
    text = f'{hello}\n\n{said}\n\n{outlook_block(lang)}\n\n{LETTER[lang]}'
    write(f'outlook-{lang}', lang, several('alternative', [part('text/plain', text, 'windows-1252'), part('text/html', outlook_html(lang, [hello, ''] + said.split('\n')), 'windows-1252')]), 'eliminate', NOTE[lang])
    # Outlook, HTML only.
    write(f'outlook-html-{lang}', lang, part('text/html', outlook_html(lang, ['A', '', NOTE[lang]]), 'utf-8'), 'sensor_intervention', NOTE[lang])
    # Outlook on the web: a rule of underscores; the rich text in a file nobody else reads.
    text = f'C. {NOTE[lang]}\n\n________________________________\n{outlook_block(lang)}\n\n{LETTER[lang]}'
    write(f'outlook-tnef-{lang}', lang, several('mixed', [part('text/plain', text), attached('application/ms-tnef', 'winmail.dat', 'eJ8+IgAAAAA=', 'base64')]), 'confirmed_real', NOTE[lang])
    # Thunderbird, above the quotation, format=flowed.
    intro = {'fr': 'Le 02/03/2026 à 09:12, SISMER a écrit\u00a0:', 'en': 'On 3/2/26 09:12, SISMER wrote:'}[lang]
    text = f'{hello}\n\nB : {NOTE[lang][:20]} \n{NOTE[lang][20:].lstrip()}\n\n-- \nAnne Le Goff\nArmement naval\n\n{intro}\n{quoted(lang)}'
    write(f'thunderbird-{lang}', lang, part('text/plain', text, 'utf-8', '8bit', '; format=flowed'), 'eliminate', ' '.join((NOTE[lang][:20].strip(), NOTE[lang][20:].lstrip())))
    # Thunderbird, below the quotation.
    text = f'{intro}\n{quoted(lang)}\n\nC\n{NOTE[lang]}\n\n-- \nAnne Le Goff'
    write(f'thunderbird-below-{lang}', lang, part('text/plain', text, 'utf-8', '8bit', '; format=flowed'), 'confirmed_real', NOTE[lang])
    # Zimbra: ISO-8859-1, a rule of dashes, the original not quoted.
    if lang == 'fr':
        block = f'----- Mail original -----\nDe: "SISMER" <{DESK}>\nÀ: "Anne Le Goff" <anne.legoff@example.org>\nEnvoyé: Lundi 2 Mars 2026 09:12:00\nObjet: [A-2026-00417] SISMER - Thalassa'
    else:
        block = f'From: "SISMER" <{DESK}>\nTo: "Anne Le Goff" <anne.legoff@example.org>\nSent: Monday, March 2, 2026 9:12:00 AM\nSubject: [A-2026-00417] SISMER - Thalassa'
    text = f'E\n{NOTE[lang]}\n\n{BYE[lang]}\n\n{block}\n\n{LETTER[lang]}'
    write(f'zimbra-{lang}', lang, part('text/plain', text, 'iso-8859-1'), 'need_info', NOTE[lang])
    html = f'<html><body><div style="font-family: arial"><div>B<br></div><div>{NOTE[lang]}</div><div data-marker="__SIG_POST__"></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{html_of(block)}</div><div>{html_of(LETTER[lang])}</div></div></body></html>'
    write(f'zimbra-html-{lang}', lang, part('text/html', html, 'utf-8'), 'eliminate', NOTE[lang])
    # Gmail: the introduction broken over two lines.
    intro = {'fr': f'Le lun. 2 mars 2026 à 09:12, SISMER <{DESK}> a\nécrit :', 'en': f'On Mon, Mar 2, 2026 at 9:12 AM SISMER <{DESK}>\nwrote:'}[lang]
    text = f'A\n{NOTE[lang]}\n\n{intro}\n\n{quoted(lang)}'
    html = f'<div dir="ltr">A<div>{NOTE[lang]}</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{html_of(intro)}<br></div><blockquote class="gmail_quote" style="margin:0">{html_of(LETTER[lang])}</blockquote></div>'
    write(f'gmail-{lang}', lang, several('alternative', [part('text/plain', text), part('text/html', html)]), 'sensor_intervention', NOTE[lang])
    write(f'gmail-html-{lang}', lang, part('text/html', html), 'sensor_intervention', NOTE[lang])
    # Apple Mail on a telephone: the original after its introduction, a signature of the telephone's own.
    intro = {'fr': f'> Le 2 mars 2026 à 09:12, SISMER <{DESK}> a écrit :', 'en': f'> On 2 Mar 2026, at 09:12, SISMER <{DESK}> wrote:'}[lang]
    phone = {'fr': 'Envoyé de mon iPhone', 'en': 'Sent from my iPhone'}[lang]
    text = f'b\n{NOTE[lang]}\n\n{phone}\n\n{intro}\n> \n{quoted(lang)}'
    write(f'apple-{lang}', lang, part('text/plain', text), 'eliminate', NOTE[lang])
    html = f'<html><body dir="auto">B<div>{NOTE[lang]}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{phone}</div><div dir="ltr"><br><blockquote type="cite">{html_of(intro)}<br></blockquote></div><blockquote type="cite"><div dir="ltr">{html_of(LETTER[lang])}</div></blockquote></div></body></html>'
    write(f'apple-html-{lang}', lang, part('text/html', html), 'eliminate', NOTE[lang])

(HERE / 'expected.json').write_text(json.dumps(EXPECTED, indent=2, ensure_ascii=False) + '\n')
