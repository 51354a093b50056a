/// Upright bars from the axis.
extension Plot {
  func bar(from low: Double, to high: Double, height value: Double, to svg: inout Markup, _ classes: String) {
    let (start, end) = (across(low), across(high))
    svg.rectangle(start + 1, up(value), end - start - 2, top + height - up(value), "bar " + classes)
  }
}

/// Lying bars with their names and values: one a row.
struct BarChart {
  var rows: [(name: String, value: Double, text: String)]
  var classes: String
  var nameWidth = 128.0

  static let rowHeight = 21.0
  static let width = 300.0

  var height: Double { Double(rows.count) * Self.rowHeight + 6 }

  func write(to svg: inout Markup) {
    let largest = max(rows.map { abs($0.value) }.filter(\.isFinite).max() ?? 1, .leastNormalMagnitude)
    let room = Self.width - nameWidth - 44
    for (number, row) in rows.enumerated() {
      let y = 4 + Double(number) * Self.rowHeight
      let length = row.value.isFinite ? abs(row.value) / largest * room : 0
      svg.label(row.name, nameWidth - 8, y + 13.5, .end)
      svg.rectangle(nameWidth, y + 2, max(length, 1), Self.rowHeight - 7, "bar " + classes)
      svg.label(row.text, nameWidth + max(length, 1) + 5, y + 13.5, .start, "tick")
    }
  }
}
