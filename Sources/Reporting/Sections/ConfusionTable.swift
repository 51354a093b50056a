internal import Evaluation

/// The confusion matrix as a table: true labels down, predicted labels across, each cell tinted by its share of the
/// row and linked to its documents.
struct ConfusionTable {
  var matrix: ConfusionMatrix
  var labels: DisplayNames
  var linked: Set<Section.Pair>

  private static let caption =
    "Documents by true label (rows) and predicted label (columns), with the share of the row. "
    + "Framed cells are right; a darker cell holds more of its row; a number that is a link leads to the documents."

  func write(to page: inout Markup) {
    let region = [
      .style("scroll"), Attribute("tabindex", "0"), Attribute("role", "region"),
      Attribute("aria-label", "Confusion matrix"),
    ]
    page.element("div", region) { box in
      box.element("table", [.style("confusion")]) { table in
        table.element("caption") { $0.element("span", text: Self.caption) }
        table.element("thead", [], writeHeader)
        table.element("tbody") { body in
          for truth in 0..<matrix.classes { writeRow(truth, to: &body) }
        }
      }
    }
  }

  private func writeHeader(to head: inout Markup) {
    head.element("tr", [.style("over")]) { row in
      row.raw("<td></td>")
      row.element(
        "th", [Attribute("scope", "colgroup"), Attribute("colspan", String(matrix.classes))], text: "Predicted label")
      row.raw("<td></td>")
    }
    head.element("tr") { row in
      row.raw("<th scope=\"col\">True label</th>")
      for name in labels.short { row.element("th", [Attribute("scope", "col"), .style("number")]) { $0.name(name) } }
      row.raw("<th scope=\"col\" class=\"number\">All</th>")
    }
  }

  private func writeRow(_ truth: Int, to body: inout Markup) {
    let total = matrix.support(truth)
    body.element("tr") { row in
      row.element("th", [Attribute("scope", "row")]) { $0.name(labels.short[truth]) }
      for predicted in 0..<matrix.classes {
        let count = matrix[truth, predicted]
        let share = total > 0 ? Double(count) / Double(total) : 0
        let kind = truth == predicted ? "right" : "wrong"
        let pair = Section.Pair(truth, predicted)
        row.element("td", [.style("number \(kind) h\(Int((share * 10).rounded(.up)))")]) { cell in
          if linked.contains(pair) {
            cell.element("a", [Attribute("href", "#" + pair.anchor)], text: NumberText.count(count))
          } else {
            cell.text(NumberText.count(count))
          }
          if total > 0 { cell.element("span", [.style("interval")], text: NumberText.percent(share)) }
        }
      }
      row.element("td", [.style("number")], text: NumberText.count(total))
    }
    body.newline()
  }
}
