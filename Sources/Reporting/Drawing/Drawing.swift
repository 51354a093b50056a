/// A drawing with its text alternative. Colours come from the stylesheet by class, so that light, dark and print each
/// have their own; text is text.
struct Drawing {
  let width: Double
  let height: Double
  /// What the drawing is.
  let title: String
  /// What it shows, for those who do not see it.
  let description: String

  /// - Parameter number: tells the drawings of a page apart.
  func write(to page: inout Markup, number: Int, _ content: (inout Markup) -> Void) {
    let size = "0 0 \(NumberText.coordinate(width)) \(NumberText.coordinate(height))"
    page.element(
      "svg",
      [
        Attribute("xmlns", "http://www.w3.org/2000/svg"), Attribute("viewBox", size), Attribute("width", width),
        Attribute("height", height), Attribute("role", "img"),
        Attribute("aria-labelledby", "plot-\(number)-title plot-\(number)-desc"),
      ]
    ) { svg in
      svg.element("title", [.id("plot-\(number)-title")], text: title)
      svg.element("desc", [.id("plot-\(number)-desc")], text: description)
      content(&svg)
    }
  }
}

extension Markup {
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ classes: String) {
    empty(
      "line",
      [
        Attribute("x1", x1), Attribute("y1", y1), Attribute("x2", x2), Attribute("y2", y2), .style(classes),
      ])
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ classes: String) {
    empty(
      "rect",
      [
        Attribute("x", x), Attribute("y", y), Attribute("width", max(0, width)), Attribute("height", max(0, height)),
        .style(classes),
      ])
  }

  enum Anchor: String { case start, middle, end }

  mutating func label(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ classes: String? = nil
  ) {
    var attributes = [Attribute("x", x), Attribute("y", y)]
    if anchor != .start { attributes.append(Attribute("text-anchor", anchor.rawValue)) }
    if let classes { attributes.append(.style(classes)) }
    element("text", attributes, text: text)
  }
}
