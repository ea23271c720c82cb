/// A number as a bar, with what it says behind it.
enum Bar {
  /// - Parameter share: of the longest bar, from 0 to 1.
  static func html(_ label: String, _ share: Double, kind: String) -> HTML {
    """
    <div class="bar"><i class="\(kind)" style="width:\(Quantity.percent(share))"></i>\
    <span>\(label)</span></div>
    """
  }
}
