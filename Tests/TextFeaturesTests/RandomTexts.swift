import TestSupport

/// Texts of many alphabets, made to meet the borders of the text path.
struct RandomTexts {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static func scalars(_ ranges: ClosedRange<UInt32>...) -> [Unicode.Scalar] {
    ranges.flatMap { $0 }.compactMap { Unicode.Scalar($0) }
  }

  static let pools: [[Unicode.Scalar]] = [
    scalars(0x61...0x7A), scalars(0x41...0x5A), scalars(0x30...0x39, 0x5F...0x5F), scalars(0x00...0x7F),
    scalars(0xA0...0xFF), scalars(0x100...0x17F), scalars(0x1E00...0x1EFF), scalars(0x391...0x3A1, 0x3A3...0x3C9),
    scalars(0x1F00...0x1F15, 0x1F20...0x1F45), scalars(0x410...0x44F), scalars(0x4E00...0x4E40),
    scalars(0xAC00...0xAC40),
    scalars(0x1100...0x1112, 0x1161...0x1175, 0x11A8...0x11C2), scalars(0x300...0x345), scalars(0x1F600...0x1F640),
    scalars(0x200B...0x200F, 0x2028...0x202F, 0x3000...0x3000, 0x85...0x85, 0xFEFF...0xFEFF), scalars(0x660...0x669),
    scalars(0x904...0x939, 0x93C...0x94D), scalars(0xFB00...0xFB06, 0x2160...0x216B, 0x24B6...0x24C0, 0xB2...0xB9),
    scalars(0x130...0x131, 0x1E9E...0x1E9E, 0xDF...0xDF, 0x2126...0x2126, 0x212A...0x212B, 0x23A...0x23E),
    scalars(0x10400...0x10427), scalars(0x1D400...0x1D410), scalars(0x20000...0x20010), scalars(0xFFFD...0xFFFD),
  ]

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  /// A word of one or two alphabets.
  mutating func word() -> String {
    var view = String.UnicodeScalarView()
    let pool = Self.pools[below(Self.pools.count)]
    let other = Self.pools[below(4) == 0 ? below(Self.pools.count) : 0]
    for _ in 0..<1 + below(9) {
      let source = below(4) == 0 ? other : pool
      view.append(source[below(source.count)])
    }
    return String(view)
  }

  /// A text of words, many of them from a small list, so that terms recur.
  mutating func text(words count: Int, vocabulary: [String]) -> String {
    let separators = [" ", " ", " ", "\n", ", ", "-", "\t", "  ", "\u{0}", "\u{1C}", "\u{A0}", "'", "."]
    var text = ""
    for _ in 0..<count {
      switch below(40) {
      case 0: text += String(repeating: "long", count: 62 + below(2)) + (below(2) == 0 ? "x" : "")
      case 1: text += String(repeating: "\u{E4}", count: 126 + below(3))
      case 2...9: text += word()
      default: text += vocabulary[below(vocabulary.count)]
      }
      text += separators[below(separators.count)]
    }
    return text
  }

  static func documents(_ count: Int, words: ClosedRange<Int> = 0...60, seed: UInt64) -> [String] {
    var texts = RandomTexts(seed: seed)
    let vocabulary = (0..<40).map { _ in texts.word() }
    return (0..<count).map { _ in
      texts.text(words: words.lowerBound + texts.below(words.count), vocabulary: vocabulary)
    }
  }
}
