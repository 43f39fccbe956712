// The style sheet of `/docs/sockets`; small enough to travel with the page.

export const STYLE = `
:root { color-scheme: light dark; --page: light-dark(#f1f4f3, #0e1513); --surface: light-dark(#fff, #16201d);
  --line: light-dark(#dbe3e0, #2a3833); --text: light-dark(#14201c, #e8efec); --quiet: light-dark(#52625c, #9db0a9);
  --accent: light-dark(#0b7a5f, #35c69c); --strong: light-dark(#075e49, #5fdcb7); --out: light-dark(#7a4f00, #ffcf70); --out-soft: light-dark(#fff1d1, #382a0b);
  --soft: light-dark(#d9f2e9, #153a30); --raised: light-dark(#f6f9f8, #1d2925); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--text);
  background: var(--page); overflow-wrap: anywhere; }
header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-weight: 600; font-size: .95rem; padding: .5rem 0 1.5rem; }
a { color: var(--accent); text-underline-offset: 3px; }
nav a { text-decoration: none; padding: .25rem 0; }
nav a[aria-current] { color: var(--text); border-bottom: 2px solid var(--accent); }
h1 { font-size: clamp(1.8rem, 5vw, 2.6rem); line-height: 1.15; letter-spacing: -.02em; margin: 0 0 .75rem; }
h2 { font-size: 1.5rem; letter-spacing: -.01em; margin: 3rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0 0 .35rem; }
main > section > h3 { margin: 1.75rem 0 .5rem; }
p { margin: 0 0 .8rem; max-width: 46rem; }
.jump { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-weight: 600; }
nav a, .jump a { white-space: nowrap; }
code, pre { font-family: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .9em; }
p code, td code, figcaption code { background: var(--raised); border-radius: 4px; padding: .1em .3em; }
pre { margin: 0; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--raised);
  overflow-x: auto; font-size: .85rem; line-height: 1.5; }
pre.address { background: var(--soft); border-color: transparent; margin-bottom: .9rem; font-size: .95rem; white-space: pre-wrap; }
pre code { font-size: inherit; }
.operation { margin: 1.75rem 0 0; }
.way { display: inline-block; font-size: .8rem; font-weight: 650; padding: .1rem .6rem; border-radius: 99px; margin-right: .4rem;
  vertical-align: .08em; background: var(--soft); color: var(--strong); }
.way.out { background: var(--out-soft); color: var(--out); }
details { border: 1px solid var(--line); border-radius: 10px; background: var(--surface); margin: .5rem 0; padding: 0 1rem; }
summary { cursor: pointer; padding: .7rem 0; }
summary code { font-weight: 600; color: var(--accent); margin-right: .4rem; }
summary i { color: var(--quiet); font-size: .85rem; float: right; }
details[open] { padding-bottom: 1rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); margin: 0 0 1rem; }
table { overflow-wrap: break-word; border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .8rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--quiet); font-weight: 600; font-size: .82rem; }
tbody th { font-weight: 500; white-space: nowrap; }
small { color: var(--quiet); }
.type { color: var(--quiet); }
figure { margin: .75rem 0 0; }
figcaption { color: var(--quiet); font-size: .85rem; margin-bottom: .25rem; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: auto 1fr; border-top: 1px solid var(--line); padding: .4rem 0; }
  tr:first-child { border-top: 0; }
  th, td { border: 0; padding: .15rem .8rem; }
  tbody th { white-space: normal; }
  td:nth-child(3) { grid-column: 1 / -1; }
  td:empty { display: none; }
}
main { padding-bottom: 5rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
`
