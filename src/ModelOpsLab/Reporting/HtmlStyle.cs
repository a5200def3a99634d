namespace ModelOpsLab.Reporting;

/// <summary>The look: light, dark, phone and A4 print. Every rule is under <c>.mol</c>, so that it leaves the page around it alone.</summary>
static class HtmlStyle
{
    /// <summary>Colour-blind safe (Okabe and Ito): live is vermilion, the reference blue, everywhere.</summary>
    public const string Live = "#D55E00", Reference = "#0072B2", Sky = "#56B4E9", Warning = "#E69F00", Healthy = "#009E73", Grey = "#566472", Second = "#9a5fb0";

    public const string Fragment = $$$"""
        .mol{--ink:#1b2733;--mute:#566472;--grid:#e1e6eb;--paper:#fff;--wash:#f5f7f9;--live:{{{Live}}};--livetext:#b04c00;--ref:{{{Reference}}};
        --reftext:#00639c;--back:{{{Sky}}};--warn:{{{Warning}}};--ok:{{{Healthy}}};--oktext:#00664a;
        color-scheme:light dark;color:var(--ink);background:var(--paper);font:15px/1.5 "Segoe UI",system-ui,-apple-system,Arial,sans-serif}
        @supports(color:light-dark(red,red)){.mol{--ink:light-dark(#1b2733,#e3e8ed);--mute:light-dark(#566472,#9ba8b5);--grid:light-dark(#e1e6eb,#2c3640);--paper:light-dark(#fff,#12171d);--wash:light-dark(#f5f7f9,#1a2129);
        --live:light-dark({{{Live}}},#e8731c);--livetext:light-dark(#b04c00,#f5924a);--ref:light-dark({{{Reference}}},#3d9bd6);--reftext:light-dark(#00639c,#6cbcf0);
        --ok:light-dark({{{Healthy}}},#1fb78c);--oktext:light-dark(#00664a,#4fd0aa)}}
        .vscode-light .mol,[data-jp-theme-light=true] .mol{color-scheme:light}.vscode-dark .mol,[data-jp-theme-light=false] .mol{color-scheme:dark}
        .mol *{box-sizing:border-box}.mol h1,.mol h2,.mol h3,.mol h4{line-height:1.25;font-weight:650;margin:1.4em 0 .5em;break-after:avoid;color:inherit}
        .mol h1{font-size:26px;margin-top:0}.mol h2{font-size:19px;padding-bottom:5px;border-bottom:1.5px solid var(--ink)}.mol h3{font-size:16px}
        .mol h4{font-size:14px;color:var(--mute)}
        .mol p{margin:.6em 0;max-width:75ch;white-space:pre-line;overflow-wrap:anywhere}
        .mol .mol-note,.mol figcaption{color:var(--mute);font-size:13px;margin:6px 0 14px;max-width:110ch}
        .mol a{color:var(--reftext);font-weight:600;font-size:12px;text-decoration:none;white-space:nowrap}.mol a:hover{text-decoration:underline}
        .mol td a{font-size:inherit;white-space:normal}.mol .mol-dense tr>:first-child{white-space:nowrap}.mol-dense .mol-spark{width:130px;height:auto}
        .mol :target{outline:2px solid var(--ref);outline-offset:6px}
        .mol-verdict{--edge:var(--mute);display:flex;flex-wrap:wrap;gap:10px 28px;border-left:6px solid var(--edge);background:var(--wash);background:color-mix(in srgb,var(--edge) 8%,var(--paper));padding:16px 20px;margin:18px 0;break-inside:avoid}
        .mol-verdict.mol-critical{--edge:var(--live)}.mol-verdict.mol-warning{--edge:var(--warn)}.mol-verdict.mol-healthy{--edge:var(--ok)}
        .mol-head{flex:1 1 210px}.mol .mol-line1{font-size:22px;line-height:1.25;font-weight:650;margin:6px 0 2px}.mol .mol-detail{color:var(--mute);font-size:13px;margin:0}
        .mol-verdict ul{flex:2 1 340px;margin:0;padding:0;list-style:none}.mol-verdict li{padding:3px 0;overflow-wrap:anywhere}
        .mol h3+.mol-verdict{padding:8px 16px}.mol h3+.mol-verdict .mol-line1{font-size:15px}
        .mol-chip{display:inline-block;border-radius:9px;padding:0 9px;font-size:12px;line-height:19px;font-weight:650;white-space:nowrap;background:var(--grid);color:var(--ink)}
        .mol-chip.mol-critical{background:#b34700;color:#fff}.mol-chip.mol-warning{background:{{{Warning}}};color:#1b2733}
        .mol-chip.mol-healthy{background:color-mix(in srgb,var(--ok) 16%,var(--paper));color:var(--oktext)}
        .mol-facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px 32px;margin:14px 0}.mol-facts dt{color:var(--mute);font-size:12px}
        .mol-facts dd{margin:0;overflow-wrap:anywhere}
        .mol figure{margin:16px 0}.mol .mol-title{font-weight:600;margin:0 0 6px}.mol-scroll{overflow-x:auto}
        .mol table{border-collapse:collapse;width:100%;font-size:14px;color:inherit}
        .mol th,.mol td{text-align:left;padding:6px 10px;border:0;border-bottom:1px solid var(--grid);vertical-align:middle;background:none;font-weight:400}
        .mol .mol-dense table{font-size:13px}.mol .mol-dense th,.mol .mol-dense td{padding:5px 6px}
        .mol thead th{font-weight:600;font-size:12px;color:var(--mute);border-bottom:1px solid var(--ink);vertical-align:bottom}
        .mol .mol-n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .mol-details>div{display:flex;flex-wrap:wrap;gap:20px}.mol-details svg{width:300px}
        .mol svg{display:block}.mol-chart{width:100%;max-width:860px;height:auto}.mol-narrow{display:none}
        @media screen and (max-width:600px){.mol-wide{display:none}.mol-narrow{display:block}}
        .mol-spark{width:180px}.mol svg text{font-size:11.5px;fill:var(--mute)}
        .mol-live{color:var(--live)}.mol-reference{color:var(--ref)}.mol-secondary{color:var(--mute)}.mol-second{color:{{{Second}}}}.mol-limit{color:var(--warn)}
        .mol svg text.mol-live{fill:var(--livetext)}.mol svg text.mol-reference{fill:var(--reftext)}.mol svg text.mol-second{fill:light-dark(#8a3f9b,#d29be0)}.mol svg text.mol-ink{fill:var(--ink)}
        .mol svg text.mol-small{font-size:9px}.mol-halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px}
        .mol-grid{stroke:var(--grid)}.mol-zero{stroke:var(--mute);opacity:.7}.mol-event{stroke:var(--mute);stroke-dasharray:3 3}.mol-span{fill:var(--mute);opacity:.13}
        .mol-line{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}.mol-limit.mol-line,.mol-dash1{stroke-dasharray:5 4}
        .mol-dash2{stroke-dasharray:1 4}.mol-dash3{stroke-dasharray:9 3 2 3}
        .mol-area{fill:currentColor;opacity:.17}.mol-fill,.mol-dot{fill:currentColor}.mol-back{fill:var(--back);opacity:.6}.mol-tick{stroke:currentColor;stroke-width:2.5}
        .mol-interval{stroke:currentColor;stroke-width:3.5}.mol-points{stroke:currentColor;stroke-width:4.5;stroke-linecap:round;opacity:.5}.mol-gain{fill:{{{Reference}}};}
        .mol-loss{fill:{{{Live}}};}.mol-none{fill:var(--wash)}
        @media print{.mol{color-scheme:light;font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}.mol-scroll{overflow:visible}
        .mol tr,.mol-chartbox{break-inside:avoid}.mol thead{display:table-header-group}}

        """;

    /// <summary>What a page of its own needs besides.</summary>
    public const string Page = """
        html{color-scheme:light dark;background:#eef1f4}
        @media(prefers-color-scheme:dark){html{background:#0b0f13}}body{margin:0}main.mol{max-width:980px;margin:24px auto;padding:44px 56px}
        @media(max-width:700px){main.mol{margin:0;padding:20px 16px}}
        @page{size:A4;margin:16mm 14mm}@media print{html{background:#fff;color-scheme:light}main.mol{margin:0;padding:0;max-width:none}}

        """;
}
