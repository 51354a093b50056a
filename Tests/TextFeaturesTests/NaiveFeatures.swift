import Foundation
import LinearAlgebra
import TextFeatures

/// Text turned into terms in the plainest way: arrays of Unicode scalars and the standard library's properties of them.
///
/// Strings are compared by their bytes everywhere: for `String` letters composed and decomposed are equal.
enum NaiveText {
  typealias Scalars = [Unicode.Scalar]

  /// Terms longer than this many bytes are left out.
  static let longest = 256

  static func scalars(_ text: String) -> Scalars { Array(text.unicodeScalars) }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(scalar) }
    return String(view)
  }

  static func bytes(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt8] { Array(string(scalars).utf8) }

  /// Form C, then lower case as Python has it, then without accents if asked.
  static func prepared(_ text: String, stripsAccents: Bool) -> Scalars {
    let lower = lowercased(scalars(text.precomposedStringWithCanonicalMapping))
    guard stripsAccents else { return lower }
    return scalars(string(lower).decomposedStringWithCompatibilityMapping)
      .filter { $0.properties.canonicalCombiningClass == .notReordered }
  }

  private static func lowercased(_ text: Scalars) -> Scalars {
    var result: Scalars = []
    for (index, scalar) in text.enumerated() {
      if scalar == "\u{3A3}" {
        let before = text[..<index].last { !$0.properties.isCaseIgnorable }
        let after = text[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        let ends = (before?.properties.isCased ?? false) && !(after?.properties.isCased ?? false)
        result.append(ends ? "\u{3C2}" : "\u{3C3}")
      } else {
        result += scalar.properties.lowercaseMapping.unicodeScalars
      }
    }
    return result
  }

  /// Python's `\w`.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" || scalar.properties.numericType != nil { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  /// Python's `str.isspace`, and NUL, which separates words here.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value) || scalar == "\0"
  }

  /// `\b\w\w+\b`; nil for one that is too long.
  static func words(_ text: Scalars) -> [[UInt8]?] {
    text.split { !isWord($0) }.filter { $0.count >= 2 }.map { word in
      let bytes = bytes(word)
      return bytes.count <= longest ? bytes : nil
    }
  }

  /// Runs of so many words with a space between.
  static func wordGrams(_ text: Scalars, _ lengths: ClosedRange<Int>) -> [[UInt8]] {
    let words = words(text)
    var grams: [[UInt8]] = []
    for length in lengths {
      for start in words.indices where start + length <= words.count {
        let run = words[start..<start + length]
        if run.contains(where: { $0 == nil }) { continue }
        grams.append(Array(run.compactMap { $0 }.joined(separator: [0x20])))
      }
    }
    return grams
  }

  /// scikit-learn's `char_wb`.
  static func characterGrams(_ text: Scalars, _ lengths: ClosedRange<Int>) -> [[UInt8]] {
    var grams: [[UInt8]] = []
    for word in text.split(whereSeparator: isSpace) where bytes(word).count <= longest {
      let padded = [" "] + Array(word) + [" "]
      for length in lengths {
        var start = 0
        repeat {
          grams.append(bytes(padded[start..<min(start + length, padded.count)]))
          start += 1
        } while start + length <= padded.count
        if padded.count <= length { break }
      }
    }
    return grams
  }

  /// How often each term of a block occurs in a text.
  static func counts(
    _ text: String, _ block: FeatureSettings.Block, stripsAccents: Bool
  ) -> [[UInt8]: Int] {
    let prepared = prepared(text, stripsAccents: stripsAccents)
    let lengths = block.shortest...block.longest
    let grams = block.analyzer == .word ? wordGrams(prepared, lengths) : characterGrams(prepared, lengths)
    return Dictionary(grams.map { ($0, 1) }, uniquingKeysWith: +)
  }
}

/// TF-IDF with dictionaries.
struct NaiveFeatures {
  let settings: FeatureSettings
  /// Per block: document frequency of each feature.
  var frequencies: [[[UInt8]: Int]] = []
  let documents: Int

  init(_ texts: [String], _ settings: FeatureSettings) {
    self.settings = settings
    documents = texts.count
    let least = Self.documents(settings.minimumDocumentFrequency, of: texts.count)
    let most = Self.documents(settings.maximumDocumentFrequency, of: texts.count)
    for block in settings.blocks {
      var frequency: [[UInt8]: Int] = [:]
      var total: [[UInt8]: Int] = [:]
      for text in texts {
        for (term, count) in NaiveText.counts(text, block, stripsAccents: settings.stripsAccents) {
          frequency[term, default: 0] += 1
          total[term, default: 0] += count
        }
      }
      frequency = frequency.filter { Double($0.value) >= least && Double($0.value) <= most }
      if let limit = settings.maximumFeatures, frequency.count > limit {
        let ranked = frequency.keys.sorted { Self.precedes($0, $1, total, block) }
        for term in ranked[limit...] { frequency[term] = nil }
      }
      frequencies.append(frequency)
    }
  }

  private static func documents(_ bound: FeatureSettings.Bound, of total: Int) -> Double {
    switch bound {
    case .count(let count): Double(count)
    case .share(let share): share * Double(total)
    }
  }

  /// The more frequent term first; of equal ones the shorter n-gram of words, then by bytes.
  private static func precedes(
    _ one: [UInt8], _ other: [UInt8], _ total: [[UInt8]: Int], _ block: FeatureSettings.Block
  ) -> Bool {
    let counts = (total[one] ?? 0, total[other] ?? 0)
    if counts.0 != counts.1 { return counts.0 > counts.1 }
    if block.analyzer == .char { return one.lexicographicallyPrecedes(other) }
    let words = (one.split(separator: 0x20), other.split(separator: 0x20))
    if words.0.count != words.1.count { return words.0.count < words.1.count }
    return words.0.lexicographicallyPrecedes(words.1) { $0.lexicographicallyPrecedes($1) }
  }

  /// A block's place and a term.
  struct Key: Hashable, CustomStringConvertible {
    var block: Int
    var term: [UInt8]

    var description: String { "\(block):\(String(decoding: term, as: UTF8.self).debugDescription)" }
  }

  func row(_ text: String) -> [Key: Double] {
    var row: [Key: Double] = [:]
    for (index, block) in settings.blocks.enumerated() {
      var own: [Key: Double] = [:]
      for (term, count) in NaiveText.counts(text, block, stripsAccents: settings.stripsAccents) {
        guard let frequency = frequencies[index][term] else { continue }
        let tf = settings.binary ? 1 : settings.sublinear ? 1 + log(Double(count)) : Double(count)
        let idf =
          switch settings.idf {
          case .smooth: log((1 + Double(documents)) / (1 + Double(frequency))) + 1
          case .plain: log(Double(documents) / Double(frequency)) + 1
          case .none: 1.0
          }
        own[Key(block: index, term: term)] = tf * idf
      }
      if settings.normScope == .block { normalise(&own) }
      row.merge(own) { $1 }
    }
    if settings.normScope == .row { normalise(&row) }
    return row
  }

  private func normalise(_ row: inout [Key: Double]) {
    let norm =
      switch settings.norm {
      case .none: 1.0
      case .l1: row.values.reduce(0) { $0 + abs($1) }
      case .l2: row.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
    if norm > 0 { row = row.mapValues { $0 / norm } }
  }
}

/// Rows of the code under test, their columns named.
struct NamedRows {
  let rows: [[NaiveFeatures.Key: Double]]
  /// Features of all blocks.
  let features: Set<NaiveFeatures.Key>

  init(_ matrix: SparseMatrix, _ vectorizer: Vectorizer) {
    let names = vectorizer.termNames().map { Array($0.utf8) }
    var keys: [NaiveFeatures.Key] = []
    for (index, block) in vectorizer.blocks.enumerated() {
      for column in block.columns { keys.append(NaiveFeatures.Key(block: index, term: names[column])) }
    }
    features = Set(keys.indices.filter { vectorizer.isFeature($0) }.map { keys[$0] })
    rows = (0..<matrix.rowCount).map { row in
      let places = matrix.rowOffsets[row]..<matrix.rowOffsets[row + 1]
      return Dictionary(
        places.map { (keys[Int(matrix.columns[$0])], matrix.values[$0]) }, uniquingKeysWith: { $0 + $1 + 1e9 })
    }
  }
}
