import Evaluation
import Framewise
import TestSupport
import TextFeatures

/// Made-up news of two labels, whose words tell them apart.
enum StudyFixtures {
  static let labels = ["cooperative", "adversarial"]

  /// Texts of random words; a share of them from the label's own small vocabulary.
  static func texts(_ count: Int, seed: UInt64, own: Double = 0.2, words: Int = 40) -> (texts: [String], truth: [Int]) {
    var random = SeededGenerator(seed: seed)
    var texts: [String] = []
    for document in 0..<count {
      let label = document % 2
      let text = (0..<words).map { _ -> String in
        let isOwn = Double.random(in: 0..<1, using: &random) < own
        return isOwn
          ? "\(label == 0 ? "calm" : "storm")s\(Int.random(in: 0..<12, using: &random))"
          : "w\(Int.random(in: 0..<300, using: &random))"
      }
      texts.append(text.joined(separator: " "))
    }
    return (texts, (0..<count).map { $0 % 2 })
  }

  static func samples(_ count: Int, seed: UInt64, own: Double = 0.2) throws -> Samples {
    let made = texts(count, seed: seed, own: own)
    return try Samples(texts: made.texts, labels: labels, truth: made.truth)
  }

  static var settings: FoldSettings {
    var settings = FoldSettings()
    settings.features.blocks = [.init(.word, 1...1)]
    return settings
  }

  static var options: StudyOptions {
    var options = StudyOptions()
    options.evaluation.resamples = 200
    return options
  }

  static func crossValidated(_ samples: Samples, _ options: StudyOptions = options, folds: Int = 5) throws
    -> EvaluationStudy
  {
    try StudyRunner(samples, .crossValidation(folds: folds, settings, inTime: false), options).run(dataNames: ["made"])
  }
}
