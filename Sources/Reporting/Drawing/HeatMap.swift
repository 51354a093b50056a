/// A square of cells, each as strong as its share of its row; for more labels than a table can show.
struct HeatMap {
  /// K × K shares of the row, row-major.
  var shares: [Double]
  var count: Int
  var names: [String]

  static let width = 720.0
  private static let margin = 150.0

  var cell: Double { (Self.width - Self.margin - 8) / Double(max(count, 1)) }
  var height: Double { 26 + cell * Double(count) + 28 }

  func write(to svg: inout Markup) {
    svg.label("True label", Self.margin - 8, 16, .end, "title")
    svg.label("Predicted label, in the same order", Self.margin, 16, .start, "title")
    let hasNames = cell >= 9
    for row in 0..<count {
      let y = 26 + Double(row) * cell
      if hasNames { svg.label(names[row], Self.margin - 8, y + cell / 2 + 4, .end, "tick") }
      for column in 0..<count {
        let share = shares[row * count + column]
        guard share > 0 else { continue }
        svg.empty(
          "rect",
          [
            Attribute("x", Self.margin + Double(column) * cell), Attribute("y", y), Attribute("width", cell),
            Attribute("height", cell), Attribute("fill-opacity", 0.08 + 0.92 * min(1, share)),
            .style(row == column ? "cell right" : "cell wrong"),
          ])
      }
    }
    let size = cell * Double(count)
    svg.empty(
      "rect",
      [
        Attribute("x", Self.margin), Attribute("y", 26), Attribute("width", size), Attribute("height", size),
        .style("frame"),
      ])
    svg.label(
      "Stronger: a larger share of the row. The diagonal is right.", Self.margin, 26 + size + 18, .start, "tick")
  }
}
