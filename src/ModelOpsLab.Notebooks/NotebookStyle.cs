namespace ModelOpsLab.Notebooks;

/// <summary>The style of a notebook's page: around the outputs, whose own style comes first.</summary>
static class NotebookStyle
{
    public const string Css = """
        :root{--ink:#1b2733;--mute:#5b6b7a;--grid:#e3e8ee;--paper:#fff;--wash:#f6f8fa;--link:#0072b2;--live:#d55e00;--bad:#fff6f0;color-scheme:light dark}
        @media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--mute:#9aa8b5;--grid:#2e3a46;--paper:#151c23;--wash:#0e1419;--link:#56b4e9;--live:#ff8c42;--bad:#2a1d14}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--wash);color:var(--ink);font:15px/1.55 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
        main.notebook{max-width:980px;margin:24px auto;background:var(--paper);padding:44px 56px;border:1px solid var(--grid)}
        .notebook h1{font-size:26px;line-height:1.25;margin:0 0 6px}
        .notebook h2{font-size:18px;margin:38px 0 10px;padding-bottom:6px;border-bottom:2px solid var(--ink)}
        .notebook h3{font-size:15px;margin:26px 0 8px}
        .notebook a{color:var(--link)}
        .notebook p,.notebook ul,.notebook ol{max-width:72ch}
        .notebook table{border-collapse:collapse;width:100%;font-size:14px;margin:10px 0}
        .notebook th{text-align:left;font-weight:600;color:var(--mute);font-size:12px;border-bottom:1px solid var(--ink);padding:6px 8px}
        .notebook td{padding:6px 8px;border-bottom:1px solid var(--grid);vertical-align:top}
        .notebook .n{text-align:right;font-variant-numeric:tabular-nums}
        .notebook .note{color:var(--mute);font-size:13px;margin:6px 0}
        .notebook pre,.notebook code{font-family:ui-monospace,"Cascadia Mono",Consolas,Menlo,monospace;font-size:13px}
        .notebook pre{margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
        .notebook img,.notebook svg{max-width:100%;height:auto}
        .notebook .facts{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;margin:16px 0;font-size:13px}
        .notebook .facts dt{color:var(--mute)}
        .notebook .facts dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .notebook .facts small{color:var(--mute);font-size:12px;margin-left:8px}
        .notebook summary{cursor:pointer;color:var(--link);font-size:13px;width:max-content;max-width:100%}
        .notebook nav ul{list-style:none;margin:6px 0;padding:0;font-size:14px}
        .notebook nav li{padding:2px 0}
        .notebook nav .l3{padding-left:18px}
        .notebook nav a{text-decoration:none}
        .notebook details.code{margin:12px 0 4px}
        .notebook pre.code{background:var(--wash);border:1px solid var(--grid);padding:10px 12px}
        .notebook .output{margin:8px 0;overflow-x:auto}
        .notebook .stderr{color:var(--live)}
        .notebook .error{border-left:6px solid var(--live);background:var(--bad);padding:12px 18px;margin:14px 0}
        .notebook footer{margin-top:36px;border-top:1px solid var(--grid);padding-top:12px;font:12px/1.6 ui-monospace,Consolas,monospace;color:var(--mute);white-space:pre-line;overflow-wrap:anywhere}
        @media(max-width:640px){main.notebook{margin:0;border:0;padding:22px 16px}.notebook .facts{grid-template-columns:1fr;gap:0}.notebook .facts dd{margin-bottom:8px}}
        @media print{:root{--ink:#000;--mute:#444;--grid:#ccc;--paper:#fff;--wash:#fff;--link:#000;--bad:#fff;color-scheme:light}@page{size:A4;margin:16mm}body{font-size:11pt}main.notebook{border:0;margin:0;max-width:none;padding:0}.notebook nav,.notebook details.code{display:none}.notebook h2,.notebook h3{break-after:avoid}.notebook svg,.notebook tr,.notebook .error{break-inside:avoid}.notebook .output{overflow:visible}}
        """;
}
