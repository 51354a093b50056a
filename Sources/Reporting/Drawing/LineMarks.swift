/// Lines through points, straight or in steps.
extension Plot {
  typealias Point = (x: Double, y: Double)

  func line(_ points: [Point], to svg: inout Markup, _ classes: String) {
    guard points.count > 1 else { return }
    svg.empty("path", [Attribute("d", path(points.map { (x: across($0.x), y: up($0.y)) })), .style("line " + classes)])
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

  /// A path through places of the drawing. Places that nobody could tell from the one before are left out, so that a
  /// curve through a million documents is no longer than one through a thousand.
  func path(_ places: [(x: Double, y: Double)]) -> String {
    var result = ""
    var last = (x: Double.infinity, y: Double.infinity)
    for (number, place) in places.enumerated() {
      let isNear = abs(place.x - last.x) < 0.3 && abs(place.y - last.y) < 0.3
      if isNear && number < places.count - 1 { continue }
      result += (number == 0 ? "M" : "L") + NumberText.coordinate(place.x) + " " + NumberText.coordinate(place.y)
      last = place
    }
    return result
  }
}
