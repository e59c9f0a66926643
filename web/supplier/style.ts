/** The whole style of the supplier pages, inline in the one request; its hash stands in the CSP. */
export const STYLE = `*{box-sizing:border-box}body{margin:0 auto;max-width:46rem;padding:0 1rem 3rem;font:1rem/1.5 system-ui,sans-serif;color:#1d1d1f;background:#fff;overflow-wrap:anywhere}
header{display:flex;justify-content:space-between;gap:1rem;padding:.7rem 0;margin-bottom:1.5rem;border-bottom:4px solid #0a4a8f}
header a,.whole{white-space:nowrap}h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}
.quiet,.hint{color:#4b4b4f}.hint{display:block}a{color:#0a4a8f}
:focus-visible{outline:3px solid #b35900;outline-offset:2px}
figure{margin:0}.scroll{overflow-x:auto}.scroll svg{display:block;width:100%;min-width:30rem;height:auto}
.legend{list-style:none;margin:.3rem 0;padding:0}.legend svg{width:1rem;height:1rem;vertical-align:-.15rem;margin-right:.4rem}
table{border-collapse:collapse;width:100%;overflow-wrap:break-word}caption{text-align:left}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ccc}th[scope=row]{overflow-wrap:anywhere;min-width:7rem}
summary{padding:.6rem 0;cursor:pointer}fieldset{border:0;margin:0;padding:0}legend{font-size:1.2rem;font-weight:700;padding:1.5rem 0 .25rem}
.choice{display:flex;gap:.75rem;padding:.5rem 0}.choice input{flex:none;width:1.6rem;height:1.6rem;margin:0}
.field{margin:1.2rem 0}.field>label{display:block;font-weight:600}select,textarea,.field>input{width:100%;max-width:100%;padding:.5rem;font:inherit;border:2px solid #3d4548;border-radius:3px;background:#fff}
button{font:inherit;font-weight:700;min-height:2.75rem;padding:.5rem 1.2rem;margin:0 .4rem .5rem 0;border:0;border-bottom:3px solid #062d58;background:#0a4a8f;color:#fff;cursor:pointer}
button.other{background:#ececf0;color:#1d1d1f;border-color:#8a8a92}
.box{border-left:4px solid #0a4a8f;padding:.1rem 1rem;margin:1rem 0;background:#f3f6fa}.said p{white-space:pre-wrap;margin:.3rem 0}.said{margin:.8rem 0}.errors{border:3px solid #b00020;padding:.2rem 1rem;margin:1rem 0}.errors a{color:#b00020;font-weight:700}.error{color:#b00020;font-weight:700;display:block}
dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.4rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid #ccc;color:#4b4b4f}`;
