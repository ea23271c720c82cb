/// The page's style sheet.
enum ReportStyle {
  static let css = """

    :root { color-scheme: light dark; --ink: #1c2430; --soft: #5c6675; --line: #dde2e9; --paper: #fff;
      --card: #f5f7fa; --good: #1a7f4b; --bad: #c62f3b; --queue: #d5dae2; --dns: #8a63d2;
      --connect: #d9822b; --tls: #b8398f; --wait: #6fb08a; --transfer: #2b78c5; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e4e8ee; --soft: #9aa5b4; --line: #2e3744; --paper: #12171e; --card: #1b222c;
        --good: #4cc287; --bad: #ff6b74; --queue: #3a4453; --dns: #a98aec; --connect: #f0a04e;
        --tls: #e26dbd; --wait: #4f9a71; --transfer: #58a0ea; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 64px; }
    h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
    p { margin: .2rem 0 .8rem; color: var(--soft); }
    small { color: var(--soft); }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(118px, 1fr)); gap: 10px;
      margin-top: 18px; }
    .tile { background: var(--card); border-radius: 8px; padding: 10px 12px; }
    .tile b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
    .tile span { color: var(--soft); font-size: .82rem; }
    .good, .good b { color: var(--good); } .bad, .bad b { color: var(--bad); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line);
      vertical-align: top; }
    th { font-weight: 600; color: var(--soft); font-size: .82rem; }
    .n { text-align: right; white-space: nowrap; }
    .url { overflow-wrap: anywhere; min-width: 12rem; }
    figure { margin: 0 0 18px; } figcaption { color: var(--soft); font-size: .86rem; }
    svg { display: block; width: 100%; height: 110px; background: var(--card); border-radius: 6px; }
    .inflight, .done { fill: var(--transfer); } .failures { fill: var(--bad); }
    .scale { display: flex; justify-content: space-between; color: var(--soft); font-size: .78rem; }
    .bins { display: flex; gap: 3px; height: 150px; margin-bottom: 1rem; overflow-x: auto; }
    .bin { flex: 1 0 30px; display: flex; flex-direction: column; justify-content: flex-end; }
    .bin i { background: var(--transfer); border-radius: 3px 3px 0 0; min-height: 1px; flex-shrink: 1; }
    .bin span { font-size: .7rem; color: var(--soft); text-align: center; white-space: nowrap;
      overflow: hidden; flex: none; }
    .keys span { margin-right: 12px; white-space: nowrap; }
    .key { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px;
      background: var(--soft); }
    .waterfall { max-height: 70vh; overflow-y: auto; background: var(--card); border-radius: 6px;
      padding: 4px 0; }
    .row { position: relative; height: 6px; margin: 1px 0; }
    .row i { position: absolute; top: 0; bottom: 0; min-width: 1px; }
    .row:hover { outline: 1px solid var(--soft); }
    .row.failed { background: color-mix(in srgb, var(--bad) 18%, transparent); }
    .queue { background: var(--queue); } .dns { background: var(--dns); }
    .connect { background: var(--connect); } .tls { background: var(--tls); }
    .first_byte { background: var(--wait); } .transfer { background: var(--transfer); }
    .key.failed { background: color-mix(in srgb, var(--bad) 45%, transparent); }
    .verdict { color: var(--ink); font-size: 1.05rem; }
    .bars { width: 100%; } .bar { display: flex; align-items: center; gap: 8px; }
    .bar i { height: 12px; border-radius: 2px; min-width: 1px; } .bar span { color: var(--soft);
      font-size: .82rem; white-space: nowrap; }
    @media print {
      main { max-width: none; padding: 0; } .waterfall { max-height: none; }
      section { break-inside: avoid; } section:last-of-type { break-inside: auto; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }

    """
}
