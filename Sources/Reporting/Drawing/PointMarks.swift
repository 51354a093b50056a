internal import Evaluation

/// Points, with or without the range that they may lie in.
extension Plot {
  func dot(_ x: Double, _ y: Double, radius: Double = 3.5, to svg: inout Markup, _ classes: String) {
    svg.empty(
      "circle",
      [Attribute("cx", across(x)), Attribute("cy", up(y)), Attribute("r", radius), .style("dot " + classes)])
  }

  /// An upright range with its point; nothing where there is no value.
  func range(_ x: Double, _ value: MetricValue, to svg: inout Markup, _ classes: String) {
    guard let point = value.value else { return }
    if let low = value.low, let high = value.high {
      svg.line(across(x), up(low), across(x), up(high), "range " + classes)
      for end in [low, high] { svg.line(across(x) - 4, up(end), across(x) + 4, up(end), "range " + classes) }
    }
    dot(x, point, to: &svg, classes)
  }
}
