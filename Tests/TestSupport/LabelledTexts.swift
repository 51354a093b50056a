/// Short labelled texts that a model can learn from, the same for the same seed.
public enum LabelledTexts {
  public struct Sample: Sendable {
    public var id: String
    public var text: String
    public var label: String

    public init(id: String, text: String, label: String) {
      self.id = id
      self.text = text
      self.label = label
    }
  }

  public static let labels = ["cooperative", "adversarial", "neutral"]
  /// Occurs in one text alone, so that no model may hold it.
  public static let secret = "zyxwvsecret"

  private static let common =
    "the minister of country said on monday that officials in capital and government would not name".split(
      separator: " ")
  private static let telling: [[Substring]] = [
    "treaty summit signed partnership aid alliance trade welcomed joint accord".split(separator: " "),
    "sanctions missile condemned strike threat expelled war retaliated blockade denounced".split(separator: " "),
    "meeting scheduled calendar statistics census routine visit report weather noted".split(separator: " "),
  ]

  /// `count` texts of `words` words, their labels in turn.
  public static func make(_ count: Int, words: Int = 25, seed: UInt64 = 1, labels: [String] = labels) -> [Sample] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let label = number % labels.count
      var text = (0..<words).map { _ in
        // A third of the telling words belong to another label, so that nothing is certain.
        let list = Int.random(in: 0..<3, using: &random) == 0 ? Int.random(in: 0..<3, using: &random) : label % 3
        let source = Int.random(in: 0..<10, using: &random) < 4 ? telling[list] : common
        return String(source[Int.random(in: 0..<source.count, using: &random)])
      }
      if number == 1 { text.append(secret) }
      return Sample(id: "doc-\(number)", text: text.joined(separator: " ") + ".", label: labels[label])
    }
  }

  public static func jsonLines(_ samples: [Sample]) -> String {
    samples.map { #"{"id":"\#($0.id)","text":"\#($0.text)","label":"\#($0.label)"}"# + "\n" }.joined()
  }

  /// Columns id, text and label, separated by a comma or a tab; the texts need no quotes.
  public static func table(_ samples: [Sample], delimiter: String = ",", newline: String = "\n") -> String {
    (["id\(delimiter)text\(delimiter)label"] + samples.map { "\($0.id)\(delimiter)\($0.text)\(delimiter)\($0.label)" })
      .map { $0 + newline }.joined()
  }

  public static func fastText(_ samples: [Sample]) -> String {
    samples.map { "__label__\($0.label) \($0.text)\n" }.joined()
  }
}
