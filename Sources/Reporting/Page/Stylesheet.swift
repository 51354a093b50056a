/// The page's one stylesheet. Its digest goes into the page's security policy, so that no other style can apply.
package enum Stylesheet {
  /// SHA-256 of ``text`` in base 64, as a Content-Security-Policy spells it.
  package static let digest = "sha256-ESH5BO75BERPmJrVZtMN4nmMUe11w0pH3qUI5Y1156I="

  /// One literal, without the characters that markup gives a meaning: the digest is of these very bytes.
  package static let text: StaticString = """
    :root{color-scheme:light dark;--paper:#fdfdfb;--panel:#f5f4ef;--ink:#1d1c1a;--muted:#5c5952;--rule:#d9d6cd;
    --grid:#e6e4dc;--link:#0b5394;--s0:#6b6860;--s1:#0b62a8;--right:11 98 168;--wrong:196 84 16;--verdict:#0b62a8;
    --serif:Charter,"Bitstream Charter","Iowan Old Style","Sitka Text",Cambria,Georgia,"Noto Serif",serif;
    --sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
    @media (prefers-color-scheme:dark){:root{--paper:#161614;--panel:#1f1f1c;--ink:#eceae4;--muted:#aaa69c;
    --rule:#3d3b36;--grid:#2e2d29;--link:#8cc2f5;--s0:#a09c92;--s1:#6fb3f2;--right:72 142 212;--wrong:222 120 48;
    --verdict:#6fb3f2}}
    *{box-sizing:border-box}
    html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 var(--serif);overflow-wrap:anywhere}
    header,.layout,footer{max-width:74rem;margin:0 auto;padding:0 1.25rem}
    header{padding-top:3rem}
    h1{font-size:clamp(1.7rem,1.2rem + 2vw,2.5rem);line-height:1.15;font-weight:600;letter-spacing:-.01em;margin:0;
    text-wrap:balance}
    .summary{color:var(--muted);max-width:44rem;margin:.75rem 0 0}
    h2{font-size:1.55rem;line-height:1.25;font-weight:600;letter-spacing:-.005em;margin:0 0 .5rem}
    h3{font:600 1rem/1.4 var(--sans);margin:1.75rem 0 .5rem}
    p{margin:0 0 .9rem;max-width:44rem}
    a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:.06em}
    a:hover{text-decoration-thickness:.12em}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
    main:focus,details div:focus{outline:none}
    .skip{position:absolute;left:-99rem;top:0;background:var(--paper);padding:.75rem 1rem;z-index:1}
    .skip:focus{left:0}
    nav{margin:2rem 0;padding:.9rem 0;border-block:1px solid var(--rule);font:.9rem/1.5 var(--sans)}
    nav ol{list-style:none;margin:0;padding:0;columns:10rem;column-gap:1.5rem}
    nav li{break-inside:avoid}
    nav a{display:block;padding:.2rem 0;text-decoration:none;color:var(--ink)}
    nav a:hover{text-decoration:underline}
    section{margin:0 0 4rem}
    section+section{border-top:1px solid var(--rule);padding-top:2.5rem}
    .verdict{font-size:clamp(1.35rem,1.1rem + 1.1vw,1.8rem);line-height:1.3;font-weight:600;color:var(--verdict);
    max-width:40rem;margin-bottom:.75rem;text-wrap:balance}
    .finding{font-size:1.15rem;line-height:1.5}
    .note{font:.875rem/1.5 var(--sans);color:var(--muted)}
    .caution{font:.9375rem/1.5 var(--sans);border-left:3px solid rgb(var(--wrong));padding-left:.75rem}
    .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,23rem),1fr));gap:1rem 2.5rem;
    align-items:start;margin-top:1.25rem}
    .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1rem 1.75rem;
    margin-top:1.25rem}
    .columns>*,.panels>*{min-width:0}
    figure{margin:0 0 1.25rem;max-width:34rem}
    .wide{max-width:none;overflow-x:auto}.wide svg{min-width:42rem}
    figure svg{display:block;width:100%;height:auto;overflow:visible}
    figcaption{font:.875rem/1.5 var(--sans);color:var(--muted);margin-top:.35rem;max-width:38rem}
    svg text{font:13px var(--sans);fill:var(--ink);font-variant-numeric:tabular-nums;unicode-bidi:isolate}
    svg .tick{font-size:12px;fill:var(--muted)}
    svg .title{font-size:12px;font-weight:600}
    svg .strong{font-weight:700}
    .grid{stroke:var(--grid);stroke-width:1}
    .axis{stroke:var(--s0);stroke-width:1}
    .frame{fill:none;stroke:var(--s0);stroke-width:1}
    .reference{stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3}
    .line{fill:none;stroke-width:2.25;stroke-linejoin:round}
    .thin{stroke-width:1}
    .dashed{stroke-width:1.5;stroke-dasharray:6 4}
    .band{stroke:none;fill-opacity:.18}
    .range{stroke-width:2}
    .line.s0,.range.s0,.ring.s0{stroke:var(--s0)}
    .line.s1,.range.s1{stroke:var(--s1)}
    .band.s1,.dot.s1,.bar.s1{fill:var(--s1)}
    .bar.s0{fill:var(--s0)}
    .ring{fill:var(--paper);stroke-width:2}
    .cell.right{fill:rgb(var(--right))}
    .cell.wrong{fill:rgb(var(--wrong))}
    .heading{font:600 1rem/1.4 var(--sans);margin:0 0 .35rem}
    .columns .scroll{margin-top:0}
    .scroll{overflow-x:auto;margin:1.25rem 0 .75rem;max-width:100%}
    table{border-collapse:collapse;font:.9rem/1.4 var(--sans);font-variant-numeric:tabular-nums lining-nums;
    min-width:100%;overflow-wrap:normal}
    caption{overflow-wrap:anywhere;caption-side:top;text-align:start;color:var(--muted);font-size:.875rem;line-height:1.5;padding-bottom:.5rem}
    caption span{position:sticky;left:0;display:inline-block;max-width:min(44rem,calc(100vw - 2.5rem))}
    th,td{text-align:start;vertical-align:baseline;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--grid)}
    thead th{border-bottom:1px solid var(--s0);vertical-align:bottom;font-weight:600}
    tbody th{font-weight:500;min-width:6rem}td:not(.number){min-width:5.5rem}.confusion td{min-width:0}
    .number{text-align:end;padding-right:0;padding-left:1rem}
    .interval{color:var(--muted);font-size:.8125rem;white-space:nowrap}
    td .interval{display:block}
    .main th,.main td{font-weight:700;background:var(--panel)}
    .main .interval{font-weight:400}
    .main th{box-shadow:inset 3px 0 var(--s1);padding-left:.6rem}
    .confusion{border-collapse:separate;border-spacing:3px;min-width:0}
    .confusion thead th,.confusion thead td{border-bottom:0}.confusion .over th{text-align:center;font-weight:400;
    color:var(--muted);padding-bottom:0}.confusion tbody .number{min-width:6.5rem}
    .confusion th,.confusion td{border:0;padding:.55rem .75rem}.confusion th:first-child{padding-left:0}
    .confusion td .interval{color:inherit}
    .confusion a{color:inherit;font-weight:600}
    .confusion .right{outline:2px solid var(--s1);outline-offset:-2px}
    .right.h1{background:rgb(var(--right)/.05)}.right.h2{background:rgb(var(--right)/.1)}
    .right.h3{background:rgb(var(--right)/.14)}.right.h4{background:rgb(var(--right)/.18)}
    .right.h5{background:rgb(var(--right)/.22)}.right.h6{background:rgb(var(--right)/.26)}
    .right.h7{background:rgb(var(--right)/.3)}.right.h8{background:rgb(var(--right)/.34)}
    .right.h9{background:rgb(var(--right)/.38)}.right.h10{background:rgb(var(--right)/.42)}
    .wrong.h1{background:rgb(var(--wrong)/.07)}.wrong.h2{background:rgb(var(--wrong)/.13)}
    .wrong.h3{background:rgb(var(--wrong)/.19)}.wrong.h4{background:rgb(var(--wrong)/.24)}
    .wrong.h5{background:rgb(var(--wrong)/.28)}.wrong.h6{background:rgb(var(--wrong)/.32)}
    .wrong.h7{background:rgb(var(--wrong)/.35)}.wrong.h8{background:rgb(var(--wrong)/.38)}
    .wrong.h9{background:rgb(var(--wrong)/.4)}.wrong.h10{background:rgb(var(--wrong)/.42)}
    details{border-bottom:1px solid var(--grid);font-family:var(--sans);font-size:.9375rem}
    summary{padding:.55rem 0;cursor:pointer}
    summary:hover{color:var(--link)}
    .documents{list-style:none;margin:.25rem 0 1rem;padding:0 0 0 1rem;border-left:2px solid var(--rule)}
    .documents li{margin-bottom:.9rem}
    .id{font-weight:600;font-size:.875rem}
    .passage{font:1rem/1.6 var(--serif);white-space:pre-wrap;margin:.15rem 0 0}
    article{margin:1.5rem 0;padding:1.1rem 1.25rem;background:var(--panel);border-radius:6px}
    article h3{margin:0 0 .15rem}
    article p{font:.9rem/1.5 var(--sans)}
    article .passage{font:1.0625rem/1.65 var(--serif);margin:.5rem 0 0}
    mark{color:inherit;background:none;padding:.06em .1em;border-radius:2px;text-underline-offset:.22em}
    .for{text-decoration:underline 2px rgb(var(--wrong));background:rgb(var(--wrong)/.1)}
    .against{text-decoration:underline dotted 2px rgb(var(--right));background:rgb(var(--right)/.1)}
    .for.w2{background:rgb(var(--wrong)/.2)}.for.w3{background:rgb(var(--wrong)/.34)}
    .against.w2{background:rgb(var(--right)/.2)}.against.w3{background:rgb(var(--right)/.34)}
    dl{margin:.5rem 0 1.25rem;font:.9rem/1.5 var(--sans)}
    dl div{display:grid;grid-template-columns:minmax(7rem,13rem) 1fr;gap:.25rem 1.25rem;padding:.35rem 0;
    border-bottom:1px solid var(--grid)}
    dt{color:var(--muted)}
    dd{margin:0;min-width:0}
    .facts dd{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.8125rem;
    line-height:1.7;white-space:pre-wrap}
    footer{border-top:1px solid var(--rule);padding:1.25rem 1.25rem 3rem;color:var(--muted);
    font:.875rem/1.5 var(--sans)}
    @media (min-width:64rem){.layout{display:grid;grid-template-columns:11.5rem minmax(0,1fr);gap:3.5rem;
    margin-top:2.75rem}nav{position:sticky;top:1.5rem;align-self:start;margin:0;padding:.25rem 0;border:0}
    nav ol{columns:auto}}
    @media (max-width:30rem){svg text{font-size:15px}svg .tick,svg .title{font-size:14px}
    .panels figure svg text{font-size:13px}.panels figure svg .tick,.panels figure svg .title{font-size:12px}
    .confusion tbody .number{min-width:0}.confusion th,.confusion td{padding:.45rem .28rem}
    .confusion{font-size:.8125rem;border-spacing:2px}.confusion tbody th{min-width:0}header{padding-top:1.75rem}
    article{padding:.9rem 1rem}dl div{grid-template-columns:1fr;gap:0}
    section{margin-bottom:2.75rem}section+section{padding-top:1.75rem}}
    @media print{:root{--paper:#fff;--panel:#f5f4ef;--ink:#000;--muted:#444;--rule:#bbb;--grid:#ddd;--link:#000;
    --s0:#555;--s1:#0b62a8;--right:11 98 168;--wrong:196 84 16;--verdict:#000;color-scheme:light}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    @page{margin:18mm 16mm}
    html{font-size:12.5px}body{font-size:1.0625rem}nav,.skip,details,.screen{display:none}header{padding-top:0}
    header,.layout,footer{padding:0;max-width:none}
    .layout{display:block;margin-top:1.5rem}.scroll{overflow:visible}a{text-decoration:none}
    h2,h3,section>p,thead,caption{break-after:avoid}section>p{break-inside:avoid}
    tbody tr:first-child{break-before:avoid}article{orphans:3;widows:3}article h3{break-after:avoid}figure,tr,.columns,.panels,.confusion,.finding,dl div{
    break-inside:avoid}section{margin-bottom:1.75rem}
    section+section{padding-top:1.25rem}.columns{grid-template-columns:1fr 1fr;gap:1rem 1.5rem}
    .panels{grid-template-columns:repeat(3,1fr);gap:.75rem 1.25rem}th,td{padding-top:.3rem;padding-bottom:.3rem}}
    """
}
