internal import Evaluation

/// A table that scrolls in its own box where the window is narrower.
struct Table {
  struct Column {
    var title: String
    var isNumber = true

    static func words(_ title: String) -> Column { Column(title: title, isNumber: false) }
    static func number(_ title: String) -> Column { Column(title: title) }
  }

  enum Cell {
    case text(String)
    case name(String)
    case prose(Prose)
    /// With its interval below it.
    case metric(MetricValue, ValueText.Kind)
    /// A link into the page.
    case link(String, to: String)
  }

  var caption: Prose
  var columns: [Column]
  /// The first cell of a row is its heading.
  var rows: [[Cell]]
  /// A row that stands out.
  var main: Int?

  func write(to page: inout Markup) {
    page.element(
      "div",
      [
        .style("scroll"), Attribute("tabindex", "0"), Attribute("role", "region"),
        Attribute("aria-label", caption.plain),
      ]
    ) { box in
      box.element("table") { table in
        table.element("caption") { $0.element("span") { $0.prose(caption) } }
        table.element("thead") { $0.element("tr", [], header) }
        table.element("tbody") { body in
          for (number, row) in rows.enumerated() {
            body.element("tr", number == main ? [.style("main")] : []) { write(row, to: &$0) }
            body.newline()
          }
        }
      }
    }
    writeNotes(to: &page)
  }

  private func header(_ row: inout Markup) {
    for column in columns {
      row.element("th", [Attribute("scope", "col")] + (column.isNumber ? [.style("number")] : [])) {
        $0.text(column.title)
      }
    }
  }

  private func write(_ row: [Cell], to line: inout Markup) {
    for (cell, column) in zip(row, columns.indices) {
      let style: [Attribute] = columns[column].isNumber ? [.style("number")] : []
      if column == 0 {
        line.element("th", [Attribute("scope", "row")] + style) { write(cell, to: &$0) }
      } else {
        line.element("td", style) { write(cell, to: &$0) }
      }
    }
  }

  private func write(_ cell: Cell, to page: inout Markup) {
    switch cell {
    case .text(let text): page.text(text)
    case .name(let name): page.name(name)
    case .prose(let prose): page.prose(prose)
    case .link(let text, let target): page.element("a", [Attribute("href", "#" + target)], text: text)
    case .metric(let value, let kind):
      let text = ValueText(value, kind)
      page.text(value.value == nil ? "undefined" : text.value)
      if !text.interval.isEmpty {
        page.raw(" ")
        page.element("span", [.style("interval")], text: text.interval)
      }
    }
  }

  /// Why values are undefined, or have no interval: each reason once.
  private func writeNotes(to page: inout Markup) {
    var notes: [String] = []
    for case .metric(let value, _) in rows.joined() {
      guard let reason = value.reason, !notes.contains(reason) else { continue }
      notes.append(reason)
    }
    for note in notes { page.element("p", [.style("note")], text: note) }
  }
}
