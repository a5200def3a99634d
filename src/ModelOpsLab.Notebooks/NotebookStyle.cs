namespace ModelOpsLab.Notebooks;

/// <summary>The style of a notebook's page: around the outputs, whose own style follows and is left alone.</summary>
static class NotebookStyle
{
    public const string Css = """
        :root{--ink:#1b2733;--mute:#566472;--grid:#e1e6eb;--paper:#fff;--wash:#f5f7f9;--back:#eef1f4;--link:#00639c;--live:#d55e00;--bad:#fff6f0;color-scheme:light dark}
        @media(prefers-color-scheme:dark){:root{--ink:#e3e8ed;--mute:#9ba8b5;--grid:#2c3640;--paper:#12171d;--wash:#1a2129;--back:#0b0f13;--link:#6cbcf0;--live:#f5924a;--bad:#2a1d14}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--ink);font:15px/1.55 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
        main.notebook{max-width:980px;margin:24px auto;background:var(--paper);padding:44px 56px;border:1px solid var(--grid)}
        .notebook>h1{font-size:26px;line-height:1.25;font-weight:650;margin:0 0 6px}
        .notebook>h2{font-size:19px;line-height:1.25;font-weight:650;margin:1.8em 0 .5em;padding-bottom:5px;border-bottom:1.5px solid var(--ink)}
        .notebook>h3{font-size:16px;font-weight:650;margin:1.4em 0 .5em}
        .notebook a{color:var(--link)}
        .notebook>p,.notebook>ul,.notebook>ol,.notebook>blockquote{max-width:75ch}
        .notebook>table,.output>table{border-collapse:collapse;width:100%;font-size:14px;margin:10px 0}
        .notebook>table th,.output>table th{text-align:left;font-weight:600;color:var(--mute);font-size:12px;border-bottom:1px solid var(--ink);padding:6px 8px}
        .notebook>table td,.output>table td{padding:6px 8px;border-bottom:1px solid var(--grid);vertical-align:top}
        .output>table .n{text-align:right;font-variant-numeric:tabular-nums}
        .output>.note{color:var(--mute);font-size:13px;margin:6px 0}
        .notebook pre,.notebook code{font-family:ui-monospace,"Cascadia Mono",Consolas,Menlo,monospace;font-size:13px}
        .notebook pre{margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
        .notebook>p img,.output>img,.output>svg{max-width:100%;height:auto}
        .notebook .overline{color:var(--mute);font-size:13px;margin:0 0 4px}
        .notebook .facts{display:flex;flex-wrap:wrap;gap:4px 26px;margin:12px 0;font-size:13px}
        .notebook .facts dt{color:var(--mute);display:inline}.notebook .facts dt::after{content:" "}
        .notebook .facts dd{margin:0;display:inline;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .notebook summary{cursor:pointer;color:var(--link);font-size:13px;width:max-content;max-width:100%}
        .notebook nav ul{list-style:none;margin:6px 0;padding:0;font-size:13px;display:flex;flex-wrap:wrap;gap:2px 16px}
        .notebook nav .l3{display:none}
        .notebook nav a{text-decoration:none}
        .notebook details.code{margin:2px 0 10px}.notebook details.code>summary{color:var(--mute);font-size:12px}
        .notebook section.quiet{display:inline-block;vertical-align:top;margin-right:18px}.notebook section.quiet:has(details[open]){display:block;margin-right:0}
        .notebook pre.code{background:var(--wash);border:1px solid var(--grid);padding:10px 12px}
        .notebook .output{margin:8px 0;overflow-x:auto}
        .notebook .stderr{color:var(--live)}
        .notebook .error{border-left:6px solid var(--live);background:var(--bad);padding:12px 18px;margin:14px 0}
        .notebook footer{margin-top:36px;border-top:1px solid var(--grid);padding-top:12px;font:12px/1.6 ui-monospace,Consolas,monospace;color:var(--mute);white-space:pre-line;overflow-wrap:anywhere}
        @media(max-width:640px){main.notebook{margin:0;border:0;padding:22px 16px}}
        @media print{:root{--ink:#000;--mute:#444;--grid:#ccc;--paper:#fff;--wash:#fff;--back:#fff;--link:#000;--bad:#fff;color-scheme:light}@page{size:A4;margin:16mm}body{font-size:11pt}main.notebook{border:0;margin:0;max-width:none;padding:0}.notebook nav,.notebook details.code{display:none}.notebook>h2,.notebook>h3{break-after:avoid}.output>svg,.notebook tr,.notebook .error{break-inside:avoid}.notebook .output{overflow:visible}}
        """;
}
