using System.Globalization;
using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>The style of a notebook's page: around the outputs, whose own style follows and is left alone.</summary>
static class NotebookStyle
{
    /// <summary>Text colours stand on every ground with a contrast of at least 4.5 in both modes; a test measures it.</summary>
    public const string Colours = """
        :root{--ink:#1b2733;--mute:#55626f;--link:#00629b;--alarm:#a84600;--k:#0b4f9e;--t:#00665a;--m:#75480a;--s:#9c2a2a;--n:#6a3ba0;--c:#56636f;--d:#863a68;--a1:#b3261e;--a2:#17663a;--a3:#725300;--a4:#1b57b0;--a5:#8a2c8a;--a6:#006570;
        --paper:#fff;--wash:#f5f7f9;--back:#eef1f4;--bad:#fff3eb;--grid:#e1e6eb;--line:#c9d0d7;--live:#d55e00;color-scheme:light dark}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e3e8ed;--mute:#9ba8b5;--link:#6cbcf0;--alarm:#f5924a;--k:#82b8f2;--t:#5fcdb8;--m:#dfbd73;--s:#f0a08c;--n:#c5a9f0;--c:#9ba8b5;--d:#e3a3c6;--a1:#ff8f85;--a2:#7ddb94;--a3:#e3c063;--a4:#86b6ff;--a5:#e79be7;--a6:#6fd6e0;
        --paper:#12171d;--wash:#1a2129;--back:#0b0f13;--bad:#2a1d14;--grid:#2c3640;--line:#414d59;--live:#f5924a}}

        """;

    const string Screen = """
        *{box-sizing:border-box}
        html{scroll-padding-top:16px}
        body{margin:0;background:var(--back);color:var(--ink);font:15px/1.55 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
        a{color:var(--link)}:focus-visible{outline:2px solid var(--link);outline-offset:2px}:target{outline:2px solid var(--link);outline-offset:-2px}
        .skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;z-index:2;background:var(--paper);padding:8px 14px}
        .sheet{max-width:980px;margin:24px auto;background:var(--paper);padding:40px 48px;border:1px solid var(--grid)}
        h1,h2,h3,h4,h5,h6{line-height:1.25;font-weight:650;overflow-wrap:anywhere}
        header>h1{font-size:26px;margin:0 0 6px}header>.overline{color:var(--mute);font-size:13px;margin:0 0 4px}
        main>h2{font-size:19px;margin:2em 0 .6em;padding-bottom:5px;border-bottom:1.5px solid var(--ink)}main>h3{font-size:16px;margin:1.5em 0 .5em}main>h4,main>h5,main>h6{font-size:14px;margin:1.3em 0 .4em}
        .no{color:var(--mute);font-weight:400;font-variant-numeric:tabular-nums;text-decoration:none;margin-right:.35em}.mol a.no{color:var(--mute);font-size:inherit;font-weight:400}a.no:hover{text-decoration:underline}
        header>p,main>p,main>ul,main>ol,main>blockquote{max-width:75ch;overflow-wrap:anywhere}
        blockquote{margin:1em 0;padding:0 0 0 14px;border-left:3px solid var(--line);color:var(--mute)}
        hr{border:0;border-top:1px solid var(--line);margin:24px 0}
        pre,code,.facts td,.facts dd{font-family:ui-monospace,"Cascadia Mono","DejaVu Sans Mono",Consolas,Menlo,monospace;font-size:13px}
        pre{margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4}
        :not(pre)>code{background:var(--wash);padding:1px 4px;border-radius:3px;overflow-wrap:anywhere}
        pre.code,pre:has(>code.code),pre.raw,pre.math,pre.json{background:var(--wash);border:1px solid var(--grid);padding:10px 12px;line-height:1.5}
        i[class]{font-style:normal}.code .k{color:var(--k)}.code .t{color:var(--t)}.code .m{color:var(--m)}.code .s{color:var(--s)}.code .n{color:var(--n)}.code .c{color:var(--c)}.code .d{color:var(--d)}
        .a1{color:var(--a1)}.a2{color:var(--a2)}.a3{color:var(--a3)}.a4{color:var(--a4)}.a5{color:var(--a5)}.a6{color:var(--a6)}.bold{font-weight:700}
        .scroll{overflow-x:auto;margin:10px 0}
        .sheet table:not(.mol table){border-collapse:collapse;font-size:14px;max-width:100%}
        main>.scroll>table{width:100%}
        .sheet :where(th,td):not(.mol *){text-align:left;padding:5px 10px;border-bottom:1px solid var(--grid);vertical-align:top}
        .sheet th:not(.mol *){font-weight:600;font-size:12px;color:var(--mute)}.sheet thead th:not(.mol *){border-bottom:1px solid var(--ink);vertical-align:bottom}.output .n,.output .dataframe :is(td,thead th){text-align:right;font-variant-numeric:tabular-nums}
        .mol h2+.mol-verdict{padding:8px 16px}.mol h2+.mol-verdict .mol-line1{font-size:15px}.page>.sheet:first-child .no{display:none}
        .facts{display:flex;flex-wrap:wrap;gap:10px 44px;margin:14px 0 0;padding-top:10px;border-top:1px solid var(--grid);font-size:13px}
        .facts caption{text-align:left;color:var(--mute);font-size:12px;padding-bottom:2px}.facts thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
        .facts table :is(th,td){border:0!important;padding:1px 16px 1px 0!important}.facts tbody th{white-space:nowrap}.facts tbody td{overflow-wrap:anywhere;min-width:6em}.facts .v{white-space:nowrap}.facts tbody th{color:var(--ink)!important;font-size:13px!important;font-weight:400!important}.facts td+td{font:inherit;color:var(--mute)}
        .facts dl{margin:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,max-content));gap:4px 30px;flex:1 1 100%}.facts dt{color:var(--mute);font-size:12px}.facts dd{margin:0;overflow-wrap:anywhere}
        summary{cursor:pointer;color:var(--link);font-size:13px;width:max-content;max-width:100%}
        details.code{margin:2px 0 10px}details.code>summary{color:var(--mute);font-size:12px}
        .cell{margin:10px 0}.quiet{display:inline-block;vertical-align:top;margin:4px 18px 0 0}.quiet:has(details[open]){display:block;margin-right:0}
        .ref{display:none}.label{color:var(--mute);font-size:12px;margin:8px 0 2px}.note{color:var(--mute);font-size:13px;margin:6px 0}
        .output{margin:8px 0;overflow-x:auto}.output,.foreign{contain:paint}.output>img,.output>svg,header>p img,main>p img{max-width:100%;height:auto}.output img,main>p img,header>p img{background:#fff}
        .stderr{border-left:4px solid var(--line);padding:1px 14px;margin:10px 0;background:var(--wash)}
        .error{border-left:6px solid var(--live);background:var(--bad);padding:8px 18px 12px;margin:14px 0}.error p{margin:4px 0}.error .label{color:var(--alarm);font-weight:650}
        .warning{border-left:6px solid var(--live);background:var(--bad);padding:8px 18px;margin:12px 0;max-width:none}
        footer{margin-top:36px;border-top:1px solid var(--grid);padding-top:12px;font:12px/1.6 ui-monospace,Consolas,monospace;color:var(--mute);white-space:pre-line;overflow-wrap:anywhere}
        .contents{font-size:13px}.contents ol{list-style:none;margin:0;padding:0}.contents ol ol{padding-left:14px}.contents a{display:block;padding:3px 0;text-decoration:none;color:var(--ink);overflow-wrap:anywhere}.contents a:hover{color:var(--link);text-decoration:underline}.contents ol ol a{color:var(--mute)}
        @media(min-width:1040px){.page{display:grid;grid-template-columns:190px minmax(0,980px);gap:24px;justify-content:center;align-items:start;padding:0 20px}.page>.sheet:first-child{grid-column:1/-1;justify-self:center;width:100%}.sheet{margin:24px 0}
        .contents{position:sticky;top:24px;max-height:calc(100vh - 48px);overflow-y:auto;padding-top:16px}
        @supports selector(::details-content){.contents>details::details-content{content-visibility:visible;display:block;height:auto}.contents>details>summary{display:none}.contents::before{content:"Contents";color:var(--mute);font-size:12px}:lang(fr) .contents::before{content:"Sommaire"}}}
        @media(max-width:1039.9px){.contents{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);padding:8px 16px;max-height:70vh;overflow-y:auto}.contents>details>summary{width:auto}.contents a{padding:7px 0}html{scroll-padding-top:52px}}
        @media(max-width:640px){.sheet{margin:0;border:0;padding:20px 16px}}
        @media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

        """;

    const string Print = """
        @media print{:root{--ink:#000;--mute:#444;--grid:#ccc;--line:#999;--back:#fff;--link:#000;color-scheme:light}
        body{font-size:8pt;line-height:1.4}header>h1{font-size:16pt}main>h2{font-size:12pt;margin:1.1em 0 .5em}main>h3{font-size:10.5pt;margin:1em 0 .4em}.cell{margin:6px 0}.facts{margin-top:8px;padding-top:6px}.facts dl{flex:1 1 0}.sheet{border:0;margin:0;max-width:none;padding:0}.page{display:block;padding:0}
        .contents,.skip,.folded details.code,a.no[aria-label],.facts tr>:nth-child(3){display:none}a{color:inherit;text-decoration:none}.ref{display:inline}
        details::details-content{content-visibility:visible;display:block;height:auto}details:not(.code)>summary{list-style:none}
        h1,h2,h3,h4,.label,.mol-title,summary{break-after:avoid}tr,svg,img,.mol figure,.scroll,.error,.warning,.mol-verdict{break-inside:avoid}thead{display:table-header-group}p,li{orphans:3;widows:3}
        .mol{font-size:8pt;line-height:1.4}.mol table,.mol .mol-note,.mol figcaption,.mol .mol-detail{font-size:7.5pt}.mol th,.mol td{padding:3px 3px}.mol .mol-dense table{font-size:7pt}.mol .mol-dense th,.mol .mol-dense td{padding:3px 2.5px}.mol-dense .mol-spark{width:90px}.mol .mol-dense .mol-chip,.mol .mol-dense thead th{font-size:6.5pt;padding:0 4px}.mol .mol-note,.mol figcaption{margin:3px 0 7px}.mol figure{margin:8px 0}
        .mol h1{font-size:16pt}.mol h2{font-size:12pt}.mol h3{font-size:10.5pt}.mol .mol-line1{font-size:14pt}.mol-verdict{margin:10px 0;padding:10px 14px}.mol-verdict li{padding:1.5px 0}
        .mol thead th,.mol-chip{font-size:7pt}.mol-chip{line-height:10.5pt;padding:0 7px}.mol-facts{margin:8px 0}.mol-chart{max-width:140mm}
        .new-page{break-before:page}.output,.foreign,.scroll{overflow:visible;contain:none}:target{outline:0}.sheet,.sheet *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        @page{size:A4;margin:18mm 15mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,Arial,sans-serif;color:#444}@bottom-left{content:"TITLE";font:8pt system-ui,Arial,sans-serif;color:#444}}

        """;

    public static void Write(StringBuilder page, string title, HtmlOptions options, PageStyles styles)
    {
        page.Append((Colours + Screen).ReplaceLineEndings("\n")).Append(HtmlWriter.Style.ReplaceLineEndings("\n"));
        styles.Write(page);
        page.Append(Print.ReplaceLineEndings("\n").Replace("TITLE", Quoted(title), StringComparison.Ordinal)).Append(options.Style.ReplaceLineEndings("\n"));
    }

    /// <summary>Text inside the quotes of a style sheet: anything but letters and digits of ASCII as its code.</summary>
    static string Quoted(string text) => string.Concat(Lines.Shorten(HtmlText.Printable(text), 100).EnumerateRunes().Select(rune => rune.Value is ' ' || (rune.IsAscii && Rune.IsLetterOrDigit(rune))
        ? rune.ToString() : "\\" + rune.Value.ToString("x", CultureInfo.InvariantCulture) + " "));
}
