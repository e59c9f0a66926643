import { createHash } from 'node:crypto';

/** The console's whole look; colours and sizes are variables, so that a site may lay its own over them. */
export const CONSOLE_CSS = `
:root{--ink:#1b2733;--soft:#4f6070;--line:#c9d3dc;--ground:#fff;--band:#f2f5f8;--brand:#0b4a75;--link:#0b5a94;--good:#00694a;--warn:#8a4600;--bad:#b00000;--gap:1rem;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--ground);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:3px solid #d98200;outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static;display:inline-block;padding:.5rem}
header.top{background:var(--brand);color:#fff}
header.top .in,main,footer{max-width:76rem;margin:0 auto;padding:.5rem var(--gap)}
header.top .in{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center}
header.top a,header.top button{color:#fff}
.mark{font-weight:700;font-size:1.15rem;text-decoration:none}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem .75rem}
nav .menu summary{padding:.35rem .25rem;min-height:24px;cursor:pointer}nav a{display:inline-block;padding:.35rem .25rem;min-height:24px}
nav [aria-current]{font-weight:700;text-decoration-thickness:3px}
.who{margin-left:auto;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center}
.who form{display:inline}
form.seek{display:flex;gap:.25rem;max-width:100%}form.seek input{min-width:0;width:12.5rem;flex-shrink:1;color:var(--ink)}form.seek button{border-color:#fff;white-space:nowrap}
button.plain{background:none;border:0;padding:.35rem .25rem;text-decoration:underline;font:inherit;cursor:pointer;min-height:24px}
h1{font-size:1.45rem;line-height:1.25;margin:.75rem 0 .5rem}
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
h3{font-size:1rem;margin:1rem 0 .25rem}
.soft,footer{color:var(--soft)}small,.small{font-size:.875rem}
.tabs ul{border-bottom:2px solid var(--line);gap:0 .25rem}
.tabs a{padding:.5rem .5rem;text-decoration:none;border:2px solid transparent;border-bottom:0;margin-bottom:-2px}
.tabs [aria-current]{border-color:var(--line);background:var(--ground);border-radius:.25rem .25rem 0 0}
.tabs .n{background:var(--band);border-radius:1rem;padding:0 .45rem;font-size:.875rem}
.scroll{overflow-x:auto;max-width:100%}.scroll :is(td,th){overflow-wrap:break-word}
fieldset{min-width:0}fieldset.bare{border:0;padding:0;margin:0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
thead th{background:var(--band);white-space:nowrap}
.wraps thead th{white-space:normal;vertical-align:bottom;overflow-wrap:normal}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.25rem 0}
.badge{display:inline-block;border:1px solid currentColor;border-radius:.25rem;padding:0 .4rem;margin:.1rem .25rem .1rem 0;font-size:.8125rem;font-weight:400;white-space:nowrap}
.badge.bad{color:var(--bad)}.badge.warn{color:var(--warn)}.badge.good{color:var(--good)}
.flash,.errors,.next,.empty{border-left:.35rem solid var(--brand);background:var(--band);padding:.6rem 1rem;margin:.75rem 0}
.flash{border-color:var(--good)}.errors{border-color:var(--bad)}.errors h2{margin-top:0}
.flash p,.errors p,.next p,.empty p,.next ul{margin:.2rem 0}
form.filters{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:end;margin:.75rem 0}form.filters>div{max-width:16rem}
form.filters select,form.filters input{width:100%}
label{display:block;font-weight:600;font-size:.9375rem}
.hint{color:var(--soft);font-size:.875rem;margin:0}
.fault{color:var(--bad);font-weight:600;margin:0}
input,select,textarea,button{font:inherit;max-width:100%}
input:not([type=radio],[type=checkbox],[type=hidden],[type=file]),select,textarea{border:1px solid #6b7a88;border-radius:.2rem;padding:.35rem .5rem;min-height:2.25rem;background:#fff;color:inherit}
textarea{width:100%;min-height:4.5rem}
button:not(.plain),.button{display:inline-block;background:var(--brand);color:#fff;border:1px solid var(--brand);border-radius:.25rem;padding:.4rem .9rem;min-height:2.25rem;cursor:pointer;text-decoration:none}
button.second{background:#fff;color:var(--brand)}button.danger{background:var(--bad);border-color:var(--bad)}
.field{margin:.5rem 0}
dl.facts{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.2rem 1rem;margin:.5rem 0}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0}
.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2rem}
.actions details{border:1px solid var(--line);border-radius:.25rem;margin:.4rem 0;padding:0 .75rem}
.actions summary{padding:.5rem 0;cursor:pointer;font-weight:600;min-height:24px}
.actions form{padding-bottom:.75rem}.actions form>button{margin-top:.5rem}
dl.facts dd{overflow-wrap:anywhere}ol.time{list-style:none;margin:0;padding:0;border-left:2px solid var(--line)}
ol.time li{padding:.35rem 0 .35rem 1rem}
blockquote{margin:.25rem 0;padding:.25rem .75rem;border-left:3px solid var(--line);white-space:pre-wrap}
svg{width:100%;height:auto}
table.month{table-layout:fixed}table.month td{border:1px solid var(--line);padding:.35rem .5rem}table.month p{margin:0 0 .15rem}
tr.shut,td.shut{background:var(--band)}td.past{color:var(--soft)}tr.today>th,td.today{box-shadow:inset 0 0 0 2px var(--brand)}
.next>h2:first-child,.errors>h3:first-child{margin-top:0}table.month .long{display:none}ol.plain{margin:0;padding-left:1.2rem}code{overflow-wrap:anywhere}nav.around [aria-current]{font-weight:700}
@media (max-width:48rem){table.month,table.month tbody,table.month tr,table.month td{display:block}table.month thead{display:none}table.month .long{display:inline;font-weight:600}table.month td.beside{display:none}table.month .short{display:none}}
tbody th a,td.since{white-space:nowrap}@media (max-width:40rem){th.name a{white-space:normal}}figure{margin:0}figure svg{min-width:30rem}
.signin{max-width:26rem;margin:2rem auto}.signin .field input{width:100%}
.tick{padding:.5rem 0}.tick input{width:1.2rem;height:1.2rem;vertical-align:-.2rem}
form.filters .tick input{width:1.2rem}.around{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;margin:.5rem 0}
@media (min-width:64rem){.columns{grid-template-columns:minmax(0,1fr) 22rem}}
@media (max-width:30rem){dl.facts{grid-template-columns:1fr}dl.facts dt{margin-top:.4rem}}
a.nb{white-space:nowrap}ol.talk,ul.found{list-style:none;margin:0;padding:0}.found li{padding:.35rem 0}
.talk>li{border:1px solid var(--line);border-left:.35rem solid #6b7a88;border-radius:.25rem;margin:.6rem 0;padding:.25rem .75rem}
.talk .us{border-left-color:var(--brand);margin-left:1rem}.talk .internal{border:2px dashed var(--warn);background:#fff8ec;margin-left:1rem}
.talk h3,.talk p{margin:.25rem 0}.talk .badge{white-space:normal}.reply .around{align-items:end}.said{white-space:pre-wrap}
@media print{header.top,.actions,.skip,.around,footer{display:none}.columns{display:block}.scroll{overflow:visible}section{break-inside:avoid-page}a{color:inherit;text-decoration:none}}
`.trim();

/** The address changes with the content, so a browser may keep it for good. */
export const CONSOLE_CSS_PATH = `/assets/console.css?v=${createHash('sha256').update(CONSOLE_CSS).digest('hex').slice(0, 12)}`;
