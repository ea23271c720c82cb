import NIOCore

extension Routes {
  static let documents = [
    Route("/", "this page") { request, _ throws(Refusal) in
      .respond(Response(headers: Response.html, body: index))
    },
    Route("/healthz", "200 ok") { request, _ throws(Refusal) in
      try request.expect(arguments: 0)
      return .text("ok\n")
    },
    Route("/text", "a short text") { request, _ throws(Refusal) in
      try request.expect(arguments: 0)
      return .text("It was a bright cold day in April.\nNaïve café, 東京.\n")
    },
    Route("/html", "a short page") { request, _ throws(Refusal) in
      try request.expect(arguments: 0)
      return .respond(Response(headers: Response.html, body: page))
    },
  ]

  private static let page = ByteBuffer(
    string: """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>A short page</title></head>
      <body><h1>A short page</h1><p>It links to <a href="/text">a short text</a>.</p></body></html>

      """)

  private static let index: ByteBuffer = {
    let rows = all.map { route in
      let usage = route.usage.replacing("&", with: "&amp;")
      return "<tr><td><code>\(usage)</code><td>\(route.about)\n"
    }
    return ByteBuffer(
      string: """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>origin</title></head>
        <body><h1>origin</h1><p>A loopback server to fetch from. Its routes:</p>
        <table>
        \(rows.joined())</table></body></html>

        """)
  }()
}
