internal import Evaluation

/// What the comparison with baselines amounts to, in words.
enum Verdicts {
  static func title(_ name: String) -> String {
    switch name {
    case "majority": "always naming the most frequent label"
    case "majority_here": "always naming the most frequent label of these data"
    case "stratified_random": "guessing at random"
    case "keyword": "counting words of a small lexicon"
    case "length": "the length of the text alone"
    case "outlet": "the outlet alone"
    default: name
    }
  }

  /// A sentence for each baseline that the model is not shown to beat, else one that says that it beats all.
  static func of(_ report: EvaluationReport) -> [String] {
    var sentences: [String] = []
    for baseline in report.baselines {
      guard let own = report[.macroF1].value, let theirs = baseline[.macroF1].value else { continue }
      let lead = baseline.lead.first { $0.name == Metric.macroF1.rawValue }?.value
      let isBetter = lead?.low.map { $0 > 0 } ?? ((report[.macroF1].low ?? own) > (baseline[.macroF1].high ?? theirs))
      if isBetter { continue }
      sentences.append(
        own <= theirs
          ? "The model does not beat \(title(baseline.name)): macro-F1 \(round(own)) against \(round(theirs))."
          : "The model is not shown to beat \(title(baseline.name)): its lead in macro-F1, \(round(own - theirs)), may be chance."
      )
    }
    if sentences.isEmpty, !report.baselines.isEmpty {
      sentences.append("The model beats every baseline in macro-F1, beyond chance.")
    }
    return sentences
  }

  private static func round(_ value: Double) -> String {
    let scaled = Int((abs(value) * 1_000).rounded())
    let digits = String(scaled % 1_000)
    return "\(value < 0 && scaled != 0 ? "-" : "")\(scaled / 1_000)." + String(repeating: "0", count: 3 - digits.count)
      + digits
  }
}
