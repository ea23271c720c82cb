/// What all pages have in common.
enum PageFrame {
  /// How each page begins.
  static let beginning = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="generator" content="swoop">

    """

  static func page(_ title: String, _ body: HTML) -> HTML {
    """
    \(HTML(stringLiteral: beginning))\
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>swoop: \(title)</title>
    <style>\(HTML(stringLiteral: ReportStyle.css))</style>
    </head>
    <body>
    <main>
    \(body)
    </main>
    </body>
    </html>

    """
  }
}
