internal import Evaluation
internal import TextFeatures

/// Changes to a text that should not change how it frames a relation, or not by much.
public enum Perturbation: String, Sendable, CaseIterable {
  /// Each actor that is named gives its place to another that is named, or to another of its type.
  case actorSwap = "actor_swap"
  /// Actors' names become one word.
  case actorMask = "actor_mask"
  /// Lines that web pages leave behind are added before, in and behind the text.
  case boilerplate
  case upperCase = "upper_case"
  case lowerCase = "lower_case"
  /// Punctuation becomes spaces.
  case punctuation
  /// Sentences are put in another order.
  case sentenceOrder = "sentence_order"
  /// Unicode's normalisation form D: accented letters become letters and combining marks.
  case decomposed = "nfd"
  /// Form C: letters and combining marks become accented letters.
  case composed = "nfc"

  /// What it is called, for people.
  public var title: String {
    switch self {
    case .actorSwap: "actors swapped"
    case .actorMask: "actors masked"
    case .boilerplate: "boilerplate added"
    case .upperCase: "upper case"
    case .lowerCase: "lower case"
    case .punctuation: "without punctuation"
    case .sentenceOrder: "sentences reordered"
    case .decomposed: "Unicode form D"
    case .composed: "Unicode form C"
    }
  }

  /// What is done to the text, in a sentence.
  public var explanation: String {
    switch self {
    case .actorSwap: "Each actor that is named gives its place to another that is named, or to another of its kind."
    case .actorMask: "Every name of an actor becomes the word Actor."
    case .boilerplate:
      "Lines as web pages leave them are added: one before the text, one between two of its lines, three behind it."
    case .upperCase: "All letters become capitals."
    case .lowerCase: "All letters become small."
    case .punctuation: "Punctuation becomes spaces."
    case .sentenceOrder: "Sentences are put in another order."
    case .decomposed: "Accented letters become letters and combining marks."
    case .composed: "Letters and combining marks become accented letters."
    }
  }

  var needsActors: Bool { self == .actorSwap || self == .actorMask }

  /// The text changed.
  ///
  /// - Parameters:
  ///   - mentions: of actors in the text, in order.
  ///   - seed: of what is drawn; the same text and seed change the same way.
  package func apply(_ text: [UInt8], mentions: [Gazetteer.Mention], gazetteer: Gazetteer?, seed: UInt64) -> [UInt8] {
    var source = RandomSource(seed: seed)
    switch self {
    case .actorSwap:
      guard let gazetteer else { return text }
      return ActorSwap(gazetteer, mentions, &source).apply(text)
    case .actorMask: return Self.replacing(mentions, in: text) { _ in Array("Actor".utf8) }
    case .boilerplate: return LeftoverSamples.added(to: text, &source)
    case .upperCase: return Array(String(decoding: text, as: UTF8.self).uppercased().utf8)
    case .lowerCase: return Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
    case .punctuation: return text.map { Self.isPunctuation($0) ? 0x20 : $0 }
    case .sentenceOrder:
      var sentences = Sentences.cut(text)
      var order = Array(sentences.indices)
      source.shuffle(&order)
      sentences = order.map { sentences[$0] }
      return Array(sentences.joined(separator: [0x20]))
    case .decomposed: return NormalForm.decomposed.of(text)
    case .composed: return NormalForm.composed.of(text)
    }
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  static func replacing(
    _ mentions: [Gazetteer.Mention], in text: [UInt8], with replacement: (Gazetteer.Mention) -> [UInt8]
  ) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for mention in mentions {
      result += text[place..<mention.range.lowerBound]
      result += replacement(mention)
      place = mention.range.upperBound
    }
    return result + text[place...]
  }
}

/// Actors named in a text change places: each with the next of its type, a lone one with another of the gazetteer.
private struct ActorSwap {
  private let gazetteer: Gazetteer
  private let mentions: [Gazetteer.Mention]
  private var standIns: [Int: Int] = [:]

  init(_ gazetteer: Gazetteer, _ mentions: [Gazetteer.Mention], _ source: inout RandomSource) {
    self.gazetteer = gazetteer
    self.mentions = mentions
    var named: [String: [Int]] = [:]
    for mention in mentions {
      let type = gazetteer.entries[mention.entry].type
      if !named[type, default: []].contains(mention.entry) { named[type, default: []].append(mention.entry) }
    }
    for type in named.keys.sorted() {
      let own = named[type] ?? []
      if own.count > 1 {
        for (place, entry) in own.enumerated() { standIns[entry] = own[(place + 1) % own.count] }
      } else {
        let others = gazetteer.entries.indices.filter { gazetteer.entries[$0].type == type && $0 != own[0] }
        if !others.isEmpty { standIns[own[0]] = others[source.below(others.count)] }
      }
    }
  }

  /// A form is replaced by that of the same number, since forms are listed alike: name, adjective, people, capital.
  func apply(_ text: [UInt8]) -> [UInt8] {
    Perturbation.replacing(mentions, in: text) { mention in
      let own = gazetteer.entries[mention.entry].forms
      guard let other = standIns[mention.entry] else { return own[mention.form] }
      let forms = gazetteer.entries[other].forms
      let form = forms[min(mention.form, forms.count - 1)]
      // `Sino-` gives its place to `French` and keeps its hyphen.
      let isPrefix = own[mention.form].last == 0x2D
      guard isPrefix || form.last == 0x2D else { return form }
      let whole = forms.first { $0.last != 0x2D } ?? form
      return isPrefix ? whole + [0x2D] : whole
    }
  }
}

/// Sentences by their full stops, question and exclamation marks: good enough to move them about.
enum Sentences {
  static func cut(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var sentences: [ArraySlice<UInt8>] = []
    var start = 0
    for place in text.indices {
      let isEnd =
        text[place] == 0x0A
        || [0x2E, 0x3F, 0x21].contains(text[place]) && (place + 1 == text.count || text[place + 1] <= 0x20)
      guard isEnd else { continue }
      append(text[start...place], to: &sentences)
      start = place + 1
    }
    append(text[start...], to: &sentences)
    return sentences
  }

  private static func append(_ sentence: ArraySlice<UInt8>, to sentences: inout [ArraySlice<UInt8>]) {
    let trimmed = sentence.drop { $0 <= 0x20 }
    guard let last = trimmed.lastIndex(where: { $0 > 0x20 }) else { return }
    sentences.append(trimmed[...last])
  }
}
