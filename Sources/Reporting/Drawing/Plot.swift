/// A rectangle with two axes, into which marks are drawn by their values.
struct Plot {
  var x: Axis
  var y: Axis
  var left = 52.0
  var top = 26.0
  var width: Double
  var height: Double
  var hasVerticalGrid = true

  /// The room that ticks and the title of the horizontal axis take below a plot.
  static let footer = 46.0

  func across(_ value: Double) -> Double { left + x.position(value) * width }
  func up(_ value: Double) -> Double { top + (1 - y.position(value)) * height }

  /// Grid, ticks and titles: what lies behind the marks.
  func writeAxes(to svg: inout Markup) {
    let (right, bottom) = (left + width, top + height)
    let xTicks = x.ticks
    let yTicks = y.ticks
    for (tick, text) in zip(yTicks, y.labels(yTicks)) {
      svg.line(left, up(tick), right, up(tick), "grid")
      svg.label(text, left - 7, up(tick) + 4.5, .end, "tick")
    }
    for (tick, text) in zip(xTicks, x.labels(xTicks)) {
      if hasVerticalGrid { svg.line(across(tick), top, across(tick), bottom, "grid") }
      svg.line(across(tick), bottom, across(tick), bottom + 4, "axis")
      svg.label(text, across(tick), bottom + 18, .middle, "tick")
    }
    svg.line(left, bottom, right, bottom, "axis")
    svg.label(y.title, 2, top - 12, .start, "title")
    svg.label(x.title, right, bottom + 38, .end, "title")
  }
}
