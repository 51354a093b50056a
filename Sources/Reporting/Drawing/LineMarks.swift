/// Lines through points, straight or in steps.
extension Plot {
  typealias Point = (x: Double, y: Double)

  func line(_ points: [Point], to svg: inout Markup, _ classes: String) {
    guard points.count > 1 else { return }
    svg.empty("path", [Attribute("d", path(points.map { (across($0.x), up($0.y)) })), .style("line " + classes)])
  }

  /// A line that keeps each value from its point to the next one's place.
  func steps(_ points: [Point], to svg: inout Markup, _ classes: String) {
    var corners: [Point] = []
    for (number, point) in points.enumerated() {
      if number > 0 { corners.append((point.x, points[number - 1].y)) }
      corners.append(point)
    }
    line(corners, to: &svg, classes)
  }

  /// A path through places of the drawing.
  func path(_ places: [(Double, Double)]) -> String {
    var result = ""
    for (number, place) in places.enumerated() {
      result += (number == 0 ? "M" : "L") + NumberText.coordinate(place.0) + " " + NumberText.coordinate(place.1)
    }
    return result
  }
}
