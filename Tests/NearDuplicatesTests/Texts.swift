import NearDuplicates
import TestSupport

/// Texts made of random words.
struct Texts {
  var random: SeededGenerator
  let vocabulary: Int

  init(seed: UInt64, vocabulary: Int = 5_000) {
    random = SeededGenerator(seed: seed)
    self.vocabulary = vocabulary
  }

  mutating func words(_ count: Int) -> [String] {
    (0..<count).map { _ in "w\(Int.random(in: 0..<vocabulary, using: &random))" }
  }

  /// About `share` of the words replaced, dropped or doubled.
  mutating func edited(_ words: [String], share: Double) -> [String] {
    words.flatMap { word -> [String] in
      guard Double.random(in: 0..<1, using: &random) < share else { return [word] }
      switch Int.random(in: 0..<3, using: &random) {
      case 0: return ["x\(Int.random(in: 0..<vocabulary, using: &random))"]
      case 1: return []
      default: return [word, word]
      }
    }
  }

  static func sketch(_ words: [String]) -> Sketch { sketch(words.joined(separator: " ")) }

  static func sketch(_ text: String) -> Sketch {
    var sketcher = Sketcher()
    return sketcher.sketch(Array(text.utf8).span)
  }
}
