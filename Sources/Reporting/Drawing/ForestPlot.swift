internal import Evaluation

/// Values with their ranges below one another on a common axis. Each row has its name and numbers above its range, so
/// that a plot of this width can be read on a telephone.
struct ForestPlot {
  struct Row {
    var name: String
    var note = ""
    var value: MetricValue
    /// A filled square instead of a ring: the row that the others are compared with.
    var isMain = false
  }

  var rows: [Row]
  var axis: Axis
  /// A dashed upright with its name.
  var reference: (value: Double, name: String)?
  /// Values carry their sign.
  var areDifferences = false

  static let width = 420.0
  private static let rowHeight = 42.0
  private static let (left, right, top) = (12.0, 12.0, 24.0)

  var height: Double { Self.top + Double(rows.count) * Self.rowHeight + Plot.footer }

  /// An axis around all values and ranges of rows.
  static func axis(
    _ rows: [Row], _ title: String, including extra: [Double] = [], unit: Axis.Unit = .number,
    within limits: ClosedRange<Double>? = nil
  ) -> Axis {
    Axis.around(
      extra + rows.flatMap { [$0.value.value, $0.value.low, $0.value.high].compactMap { $0 } }, title, unit: unit,
      within: limits)
  }

  /// The rows in words.
  var description: String { rows.map { $0.name + ": " + numbers($0) }.joined(separator: "; ") + "." }

  func write(to svg: inout Markup) {
    let bottom = Self.top + Double(rows.count) * Self.rowHeight
    let ticks = axis.ticks
    for (tick, text) in zip(ticks, axis.labels(ticks)) {
      svg.line(across(tick), bottom, across(tick), bottom + 4, "axis")
      svg.label(text, across(tick), bottom + 18, .middle, "tick")
    }
    svg.line(Self.left, bottom, Self.width - Self.right, bottom, "axis")
    svg.label(axis.title, Self.width - Self.right, bottom + 38, .end, "title")
    if let reference {
      let x = across(reference.value)
      let anchor: Markup.Anchor = x < Self.width * 0.25 ? .start : x > Self.width * 0.75 ? .end : .middle
      svg.label(reference.name, x, Self.top - 9, anchor, "tick")
    }
    for (number, row) in rows.enumerated() {
      write(row, at: Self.top + Double(number) * Self.rowHeight, ticks, to: &svg)
    }
  }

  private func across(_ value: Double) -> Double {
    Self.left + axis.position(value) * (Self.width - Self.left - Self.right)
  }

  /// Grid and reference are drawn around each range alone, so that no line crosses a number.
  private func write(_ row: Row, at top: Double, _ ticks: [Double], to svg: inout Markup) {
    let y = top + 28
    for tick in ticks { svg.line(across(tick), y - 7, across(tick), y + 7, "grid") }
    if let reference { svg.line(across(reference.value), y - 7, across(reference.value), y + 7, "reference") }
    svg.label(row.name, Self.left, top + 15, .start, row.isMain ? "strong" : nil)
    svg.label(numbers(row), Self.width - Self.right, top + 15, .end, "tick")
    let style = row.isMain ? "s1" : "s0"
    if let low = row.value.low, let high = row.value.high {
      svg.line(across(low), y, across(high), y, "range " + style)
      for end in [low, high] { svg.line(across(end), y - 4, across(end), y + 4, "range " + style) }
    }
    guard let value = row.value.value else { return }
    if row.isMain {
      svg.rectangle(across(value) - 4.5, y - 4.5, 9, 9, "dot s1")
    } else {
      svg.empty("circle", [Attribute("cx", across(value)), Attribute("cy", y), Attribute("r", 4), .style("ring s0")])
    }
  }

  private func numbers(_ row: Row) -> String {
    let text = ValueText(row.value, areDifferences ? .difference : axis.unit == .percent ? .percent : .score)
    return text.value + (text.interval.isEmpty ? "" : " " + text.interval) + (row.note.isEmpty ? "" : " · " + row.note)
  }
}
