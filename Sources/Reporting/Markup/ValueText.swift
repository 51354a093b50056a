internal import Evaluation

/// A value and its interval as text.
struct ValueText {
  enum Kind { case score, percent, difference, points }

  let value: String
  /// "[0.812, 0.861]", or nothing.
  let interval: String
  /// "0.812 to 0.861", or nothing.
  let range: String

  init(_ metric: MetricValue, _ kind: Kind = .score) {
    func text(_ number: Double?) -> String {
      switch kind {
      case .score: NumberText.score(number)
      case .percent: NumberText.percent(number, 1)
      case .difference: NumberText.difference(number)
      case .points: number.map { NumberText.fixed($0 * 100, 1) } ?? NumberText.none
      }
    }
    value = text(metric.value) + (kind == .points ? "\u{A0}points" : "")
    if metric.value != nil, let low = metric.low, let high = metric.high {
      // The sign of percent stands once, at the end.
      let first = kind == .percent ? NumberText.fixed(low * 100, 1) : text(low)
      interval = "[\(first),\u{A0}\(text(high))]"
      range = "\(first) to \(text(high))"
    } else {
      interval = ""
      range = ""
    }
  }

  /// "0.840 [0.812, 0.861]"
  var joined: String { interval.isEmpty ? value : value + " " + interval }
}
