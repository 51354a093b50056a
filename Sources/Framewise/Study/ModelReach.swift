internal import Preparation

/// Which documents a model has something to say about: those with a word that it knows, in a language that it was trained on.
public struct ModelReach: Sendable, Equatable {
  /// One a document: no term of it is in the vocabulary, so that its prediction is the prior.
  public var isEmpty: [Bool]
  /// One a document: its language where the model was trained on none such, so that `score` would refuse it.
  public var otherLanguages: [String?]

  public var emptyCount: Int { isEmpty.count { $0 } }
  public var otherLanguageCount: Int { otherLanguages.count { $0 != nil } }

  /// Whether the prediction of a document stands for something.
  public func reaches(_ document: Int) -> Bool { !isEmpty[document] && otherLanguages[document] == nil }

  /// What lies beyond, in sentences; none where nothing does.
  public var sentences: [String] {
    Self.sentences(empty: emptyCount, otherLanguages: otherLanguages.compactMap { $0 }, of: isEmpty.count)
  }

  /// - Parameter areCoded: such texts have a prediction all the same.
  static func sentences(
    empty: Int, otherLanguages: [String], of count: Int, areCoded: Bool = true
  ) -> [String] {
    var sentences: [String] = []
    if empty > 0 {
      sentences.append(
        "\(empty) of \(texts(count)) \(empty == 1 ? "has" : "have") no word that the model knows"
          + (areCoded ? ": \(empty == 1 ? "its" : "their") prediction is the prior." : "."))
    }
    if !otherLanguages.isEmpty {
      var counts: [String: Int] = [:]
      for language in otherLanguages { counts[Language.name(language), default: 0] += 1 }
      let list = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
      let count = otherLanguages.count == count ? "All \(texts(count))" : "\(otherLanguages.count) of \(texts(count))"
      sentences.append(
        "\(count) \(otherLanguages.count == 1 ? "seems" : "seem") to be in a language that the model was not trained on "
          + "(\(list.joined(separator: ", ")))"
          + (areCoded ? ": score would refuse \(otherLanguages.count == 1 ? "it" : "them")." : "."))
    }
    return sentences
  }

  private static func texts(_ count: Int) -> String { Wording.counted(count, "text") }
}

extension Model {
  /// The language of a text where it is none that the model was trained on; nil where it is one of them, or cannot be told.
  func otherLanguage(of text: Span<UInt8>) -> String? {
    guard let known = novelty?.languages, !known.isEmpty, let language = Language.guess(text),
      !known.contains(language)
    else { return nil }
    return language
  }
}

extension Samples {
  /// The language of every document that is in none of the model's.
  func otherLanguages(than model: Model, threads: Int) -> [String?] {
    Work.map(count, threads: threads) { range in
      let text = bytes.span
      var found: [String?] = []
      for document in range { found.append(model.otherLanguage(of: text.extracting(ranges[document]))) }
      return found
    }.flatMap { $0 }
  }
}
