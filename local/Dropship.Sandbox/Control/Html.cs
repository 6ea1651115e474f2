namespace Dropship.Sandbox.Control;

/// <summary>The frame around the sandbox's pages.</summary>
internal static class Html
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#d9dde3;--muted:#667085;--card:#fff;--bg:#f4f5f7;--ink:#1d2433;--accent:#ff6a00;--good:#1a7f4b;--bad:#b42318}
        @media (prefers-color-scheme:dark){:root{--line:#333b49;--muted:#98a2b3;--card:#1b212c;--bg:#12161d;--ink:#e6e9ef}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
        main{max-width:1180px;margin:0 auto;padding:24px 16px}h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:28px 0 8px}small,.muted{color:var(--muted);font-weight:400}
        .bar{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:14px 0}label{display:grid;gap:2px;font-size:12px;color:var(--muted)}
        input,select,button{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:7px;background:var(--card);color:var(--ink)}
        button{cursor:pointer}button.primary{background:var(--accent);border-color:var(--accent);color:#fff}button.small{padding:2px 8px;font-size:13px}
        table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
        th,td{padding:8px 10px;text-align:left;border-top:1px solid var(--line);vertical-align:top}th{font-size:12px;color:var(--muted);border-top:0}.n{text-align:right;font-variant-numeric:tabular-nums}
        .tag{display:inline-block;padding:1px 8px;border-radius:99px;background:color-mix(in srgb,var(--muted) 16%,transparent);font-size:12px}
        .tag.good{background:color-mix(in srgb,var(--good) 18%,transparent);color:var(--good)}.tag.bad{background:color-mix(in srgb,var(--bad) 16%,transparent);color:var(--bad)}
        form.inline{display:inline}.note{padding:10px 14px;border-left:4px solid var(--accent);background:var(--card);border-radius:6px}.scroll{overflow-x:auto}code{font-size:13px}
        """;

    public static string Page(string title, string body, string head = "") =>
        $"""
            <!doctype html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>{head}<style>{Style}</style></head>
            <body>{body}</body>
            </html>
            """;
}
