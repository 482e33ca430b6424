import { MEASURED_FONTS } from './measure';
import { TABLE_LABELS } from './tables';

const LIGHT =
  '--bg:#f8f9f9;--card:#fff;--fg:#1a2027;--soft:#56606b;--line:#dce0e4;--edge:#a9b2bb;--accent:#0a6a70;--accent-bg:#e5f3f3;' +
  '--warn:#855600;--warn-bg:#fff3d9;--bad:#a1261b;--bad-bg:#fdebe9;--good:#1b6838;--good-bg:#e6f5ec;--new:#6139be;--new-bg:#f3effd';
const DARK =
  '--bg:#13161a;--card:#1a1f24;--fg:#e6e9ed;--soft:#a0aab5;--line:#323a42;--edge:#5d6873;--accent:#5ccad0;--accent-bg:#12343a;' +
  '--warn:#f2c265;--warn-bg:#392e14;--bad:#ff9b90;--bad-bg:#43211e;--good:#81d6a0;--good-bg:#183423;--new:#c0abff;--new-bg:#2b2446';

/** The style sheet of the page. Nothing in it comes from the app, and nothing refers to another file. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{scroll-padding-top:60px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 -apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:1384px;margin:0 auto;padding:0 28px}
header{padding-top:30px}
.over{margin:0;color:var(--accent);font-size:13px;font-weight:600}
h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.015em}
h2{font-size:19px;line-height:1.3;margin:44px 0 12px;letter-spacing:-.005em}
h3{font-size:16px;margin:30px 0 10px}
h4{font-size:13px;margin:16px 0 6px;color:var(--soft);font-weight:600}
p{margin:0 0 12px}
header p{margin:4px 0 0;color:var(--soft)}
nav{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);margin-top:14px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 20px;max-width:1384px;margin:0 auto;padding:11px 28px;list-style:none}
a{color:var(--accent)}
nav a{color:var(--fg);text-decoration:none}
nav a:hover{text-decoration:underline}
nav b{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.soft{color:var(--soft)}
.card,table,.facts li,.list li{background:var(--card);border:1px solid var(--line);border-radius:11px}
.card{padding:18px 20px}
.facts,.list{display:grid;gap:10px;margin:0;padding:0;list-style:none}
.facts{grid-template-columns:repeat(auto-fit,minmax(230px,1fr));margin-top:26px}
.facts li{padding:12px 16px}
.facts b{display:block;font-size:19px;line-height:1.35;letter-spacing:-.01em}
.list>li{display:grid;grid-template-columns:150px minmax(0,1fr);gap:4px 16px;padding:11px 16px}
.list p{margin:0}
.list .soft{font-size:13.5px}
.none{padding:11px 16px;margin:0}
.tag{display:inline-block;justify-self:start;align-self:start;border-radius:99px;padding:1px 10px;font-size:12.5px;line-height:1.6;background:var(--bg);color:var(--soft);box-shadow:inset 0 0 0 1px var(--line);overflow-wrap:normal}
.limited{--c:var(--accent);--b:var(--accent-bg)}
.warning,.changed{--c:var(--warn);--b:var(--warn-bg)}
.error,.open,.removed,.deleted{--c:var(--bad);--b:var(--bad-bg)}
.retained,.snapshot{--c:var(--good);--b:var(--good-bg)}
.added{--c:var(--new);--b:var(--new-bg)}
.sign.error::before{content:"▲ ";content:"▲ " / "error: "}
.sign.warning::before{content:"△ ";content:"△ " / "warning: "}
.tag:is(.warning,.limited,.changed,.error,.open,.removed,.deleted,.retained,.snapshot,.added){color:var(--c);background:var(--b);box-shadow:none}
table{width:100%;border-collapse:separate;border-spacing:0}
th,td{text-align:left;vertical-align:top;padding:9px 16px;border-top:1px solid var(--line);font-weight:400}
thead th{border-top:0;color:var(--soft);font-size:13px}
tbody:not(:first-of-type) tr:first-child>*,thead+tbody tr:first-child>*{border-top:1px solid var(--line)}
tbody th{font-weight:600}
th .soft{font-weight:400}
th[scope=rowgroup]{font-size:13px;color:var(--soft);background:var(--bg)}
.permissions td:nth-child(3){width:36%}
.permissions th[scope=row]{width:22%}
.data th[scope=row]{width:24%}.data td:nth-child(2){width:24%}
.by-hand>:first-child{box-shadow:inset 4px 0 var(--warn)}
summary{cursor:pointer;color:var(--accent)}
summary::marker{font-size:.8em}
pre{background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:10px 12px;margin:8px 0 2px;white-space:pre-wrap}
ins,del{border-radius:3px;padding:0 1px}
ins{background:var(--good-bg);color:var(--good);text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:2px}
del{background:var(--bad-bg);color:var(--bad)}
ins::before,ins::after,del::before,del::after,.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
ins::before{content:" [added: "}del::before{content:" [removed: "}ins::after,del::after{content:"] "}
.list .text{white-space:pre-wrap;margin:6px 0;padding:2px 0 2px 12px;border-left:3px solid var(--line)}
svg text{font-family:${MEASURED_FONTS};fill:var(--soft);white-space:pre}
.picture{display:block;width:100%;height:auto}
.heading{font-size:11px;font-weight:700}
.kind{font-size:11px}.name{font-size:13.5px;font-weight:700}.line{font-size:12px}.mark{font-size:10px;font-weight:700}
svg .name,svg .line{fill:var(--fg)}
.node rect{fill:var(--bg);stroke:var(--line);stroke-width:1.2}
.node.agent rect{fill:var(--accent-bg);stroke:var(--accent);stroke-width:1.6}
.node.muted rect{fill:none;stroke:var(--edge);stroke-dasharray:3 3}
.node.muted text{fill:var(--soft)}
.edge{fill:none;stroke:var(--edge);stroke-width:1.4}
.arrow{fill:var(--edge)}
.node:is(.added,.removed,.changed) rect{fill:var(--b);stroke:var(--c);stroke-width:1.6}
.node.removed rect{stroke-dasharray:2 3}
.node.removed .name{text-decoration:line-through}
.node .mark{fill:var(--c)}
.edge:is(.added,.removed,.changed){stroke:var(--c);stroke-width:1.8}
.edge.added{stroke-dasharray:6 4}.edge.removed{stroke-dasharray:2 3}
.arrow:is(.added,.removed,.changed){fill:var(--c)}
.as-text{margin-top:12px;font-size:13.5px}
.as-text ul{margin:0;padding:0;list-style:none;display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(min(100%,260px),1fr))}
.as-text li{border:1px solid var(--line);border-radius:9px;padding:7px 11px;background:var(--bg)}
.as-text li ul{display:block}
.as-text li li{border:0;padding:0}
.as-text .agent{border-color:var(--accent);background:var(--accent-bg)}
.as-text .muted{border-style:dashed;background:none;color:var(--soft)}
.as-text :is(.added,.removed,.changed):is(li){border-color:var(--c);background:var(--b)}
.as-text b{display:block;font-size:14.5px}
.as-text .removed b{text-decoration:line-through}
.agent-fold{margin-top:10px;scroll-margin-top:60px;background:var(--card);border:1px solid var(--line);border-radius:11px;padding:0 18px}
.agent-fold>summary{padding:12px 0;display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline;color:var(--fg)}
.agent-fold>summary::before{content:"▸";color:var(--accent)}
.agent-fold[open]>summary::before{content:"▾"}
.agent-fold>summary h2{margin:0;font-size:16px}
.agent-fold[open]{padding-bottom:20px}
.folds{margin-top:44px}
.acknowledged{margin-top:10px}
.acknowledged .list{margin-top:10px}
footer{color:var(--soft);font-size:13px;padding-top:40px;padding-bottom:48px}
@media screen and (max-width:1099px){
.picture{display:none}
@supports selector(::details-content){.as-text{margin:0}.as-text>summary{display:none}.as-text::details-content{content-visibility:visible;display:block;block-size:auto;height:auto}}
}
@media screen and (max-width:760px){
header,main,footer{padding-left:16px;padding-right:16px}
nav{position:static}nav ul{padding:10px 16px}
html{scroll-padding-top:12px}
.card{padding:12px 14px}
.list>li{grid-template-columns:minmax(0,1fr)}
table,tbody,tr,th,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:8px 14px}
tr+tr,tbody+tbody{border-top:1px solid var(--line)}
tbody tr>*{border:0!important;padding:1px 0;width:auto!important}
td:not(:empty)::before{color:var(--soft);font-size:13px}
th[scope=rowgroup]{background:none}
.by-hand{box-shadow:inset 4px 0 var(--warn)}
.by-hand>:first-child{box-shadow:none}
${TABLE_LABELS}
}
@media print{
@page{size:landscape;margin:12mm}
:root{color-scheme:light;${LIGHT}}
html,body{background:#fff;font-size:10.5pt}
nav{display:none}
header,main,footer{max-width:none;padding-left:0;padding-right:0}
.picture{display:block}
.as-text{display:none}
tr,.list li,.facts li{break-inside:avoid}
h2,h3,h4{break-after:avoid}
.card{break-inside:auto}
@supports selector(::details-content){.agent-fold::details-content{content-visibility:visible;display:block;block-size:auto;height:auto}}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
