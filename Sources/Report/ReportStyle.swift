/// The page's style sheet.
///
/// The colours of the phases differ for those who are colour-blind, too (after Okabe and Ito, 2008), and
/// by 3:1 from what they stand on, but for waiting, which is to stand back. Text has 4.5:1 (WCAG 2.2, AA).
enum ReportStyle {
  static let css = """

    :root { color-scheme: light; --ink: #1c2430; --soft: #5c6675; --line: #dde2e9; --paper: #fff;
      --card: #f5f7fa; --good: #1a7f4b; --bad: #c62f3b; --queue: #b9c2cf; --dns: #2d93cc;
      --connect: #c98000; --tls: #b0569b; --wait: #008a63; --transfer: #0b5fb0; }
    @media screen and (prefers-color-scheme: dark) {
      :root { color-scheme: dark; --ink: #e4e8ee; --soft: #9aa5b4; --line: #2e3744; --paper: #12171e;
        --card: #1b222c; --good: #4cc287; --bad: #ff6b74; --queue: #4a566a; --dns: #7cc8f5;
        --connect: #f0a63a; --tls: #e394c4; --wait: #25b088; --transfer: #3b86e0; } }
    *, ::before { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 24px 16px 64px; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; }
    h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
    p { margin: .2rem 0 .8rem; color: var(--soft); }
    small { color: var(--soft); font-size: .82rem; }
    .good { color: var(--good); } .bad { color: var(--bad); }
    .tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 10px; margin-top: 18px; }
    .tile { background: var(--card); border-radius: 8px; padding: 10px 12px; }
    .tile b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
    .tile span { color: var(--soft); font-size: .82rem; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line);
      vertical-align: top; overflow-wrap: anywhere; }
    th { font-weight: 600; color: var(--soft); font-size: .82rem; }
    th:last-child, td:last-child { padding-right: 0; }
    .n { text-align: right; } .n, .phase { white-space: nowrap; }
    .outcomes .n { width: 4.5rem; } .outcomes .url { width: 42%; }
    .keys span { margin-right: 12px; white-space: nowrap; }
    .key { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px;
      background: var(--soft); }
    figure { margin: 0 0 18px; }
    figcaption { color: var(--soft); font-size: .86rem; margin-bottom: 3px; }
    figcaption b { white-space: nowrap; }
    figcaption .key { margin: 0 3px 0 6px; }
    svg { display: block; width: 100%; height: 110px; background: var(--card); border-radius: 6px; }
    .inflight, .done { fill: var(--transfer); background: var(--transfer); }
    .failures { fill: var(--bad); background: var(--bad); }
    .scale { display: flex; justify-content: space-between; color: var(--soft); font-size: .78rem; }
    .plot { margin-bottom: 1.2rem; }
    .plot td { border: 0; padding-top: 2px; padding-bottom: 2px; font-size: .86rem; }
    .plot .n { width: 5.5rem; }
    .bar { display: flex; align-items: center; gap: 8px; padding-right: 9em; font-size: .82rem; }
    .bar i { flex: none; height: 12px; border-radius: 2px; min-width: 1px; }
    .bar span { flex: none; color: var(--soft); white-space: nowrap; }
    .verdict { color: var(--ink); font-size: 1.05rem; }
    .queue { background: var(--queue); } .dns { background: var(--dns); }
    .connect { background: var(--connect); } .tls { background: var(--tls); }
    .first_byte { background: var(--wait); } .transfer { background: var(--transfer); }
    .key.failed, .row.failed { background: color-mix(in srgb, var(--bad) 18%, transparent); }
    .key.failed, .row.failed::before { border-right: 4px solid var(--bad); }
    .waterfall { max-height: 70vh; overflow-y: auto; background: var(--card); border-radius: 6px;
      padding: 4px 0; }
    .row { position: relative; height: 15px; margin: 1px 0 1px 38%; }
    .row::before { content: attr(title); position: absolute; right: 100%; width: 61%; padding: 0 8px;
      overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 11px;
      line-height: 15px; }
    .row i { position: absolute; top: 3px; bottom: 3px; min-width: 1px; }
    .row:hover { outline: 1px solid var(--soft); }
    .times { margin-left: 38%; }
    @media (max-width: 640px) {
      .tiles { grid-template-columns: 1fr 1fr; }
      table { font-size: .86rem; } th, td { padding-right: 8px; }
      .phases { font-size: .8rem; } .phases th, .phases td { padding-right: 5px; }
      .phases .key { margin-right: 4px; }
      .outcomes table, .outcomes tbody { display: block; } .outcomes thead { display: none; }
      .outcomes tr { display: grid; grid-template-columns: 3rem 1fr; gap: 0 10px;
        border-bottom: 1px solid var(--line); padding: 5px 0; }
      .outcomes td { border: 0; padding: 0; } .outcomes .n, .outcomes .url { width: auto; }
      .outcomes .url { grid-column: 2; }
      .times { margin-left: 0; } .row { margin-left: 0; height: 24px; }
      .row::before { position: static; display: block; width: auto; padding: 0 4px;
        font-size: 12px; }
      .row i { top: 16px; bottom: 2px; } }
    @media print {
      main { max-width: none; padding: 0; } .waterfall { max-height: none; overflow: clip; }
      .wide { overflow: visible; }
      section, figure, tr { break-inside: avoid; }
      .long { break-inside: auto; } h2 { break-after: avoid; }
      .many .times, .many .row { margin-left: 0; } .many .row { height: 3px; }
      .many .row::before { content: none; } .many .row i { top: 0; bottom: 0; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }

    """
}
