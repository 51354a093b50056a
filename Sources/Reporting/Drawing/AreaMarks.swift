/// Bands between a lower and an upper value.
extension Plot {
  func band(_ points: [(x: Double, low: Double, high: Double)], to svg: inout Markup, _ classes: String) {
    guard points.count > 1 else { return }
    let outline =
      points.map { (x: across($0.x), y: up($0.high)) } + points.reversed().map { (x: across($0.x), y: up($0.low)) }
    svg.empty("path", [Attribute("d", path(outline) + "Z"), .style("band " + classes)])
  }
}
