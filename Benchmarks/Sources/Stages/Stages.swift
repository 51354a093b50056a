import Corpus
import Files
import Framewise
import Preparation
import TextFeatures

/// Times every stage of scoring on one thread, each checked against a naive computation of the same thing, and puts the
/// whole beside a straight-line kernel: split, hash, look up, weigh, and nothing else.
///
///     swift run -c release --package-path Benchmarks Stages TEXTS.jsonl MODEL
@main
struct Stages {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 2, let texts = arguments.first, let model = arguments.last else {
      throw Wrong("usage: Stages TEXTS.jsonl MODEL")
    }
    let corpus = try Texts(FilePath(texts))
    let loaded = try ModelFile.load(FilePath(model)).model
    print("\(corpus.ranges.count) documents, \(corpus.bytes.count) bytes of text; best of five, user CPU")

    try reading(FilePath(texts), corpus)
    try tokenising(corpus, loaded)
    let scoring = try scoring(corpus, loaded)
    if let kernel = StraightLine(loaded) {
      let limit = best { kernel.run(corpus) }
      line("straight-line kernel", limit, corpus.bytes.count)
      print(
        "scoring with all that goes with it runs at \(Int((limit / scoring * 100).rounded())) % of the straight-line kernel"
      )
    } else {
      print("the straight-line kernel is for word:1-2 models of three labels")
    }
  }

  // MARK: - Stages

  private static func reading(_ path: FilePath, _ corpus: Texts) throws {
    let options = ReadingOptions()
    var size = 0
    let seconds = try best {
      size = 0
      let reader = try RecordReader([.path(path)], options: options)
      var chunk = RawChunk()
      var batch = RecordBatch()
      while try reader.next(into: &chunk) {
        chunk.decode(into: &batch)
        for record in batch.records { size += record[.text]?.count ?? 0 }
      }
      return size
    }
    // Naive: every line as a tree.
    var naive = 0
    for row in try ByteStream.whole(path, limit: 1 << 32).split(separator: UInt8(ascii: "\n")) {
      naive += try JSONValue(parsing: Array(row))["text"]?.string?.utf8.count ?? 0
    }
    guard naive == size else { throw Wrong("reading found \(size) bytes of text, a tree parser \(naive)") }
    line("read", seconds, try ByteStream.whole(path, limit: 1 << 32).count)
  }

  private static func tokenising(_ corpus: Texts, _ model: Model) throws {
    var stages = TextStages(model.vectorizer.settings)
    var words = 0
    let seconds = best {
      words = 0
      let bytes = corpus.bytes.span
      for range in corpus.ranges { words += stages.tokenise(bytes.extracting(range)) }
      return words
    }
    var naive = 0
    for range in corpus.ranges.prefix(300) { naive += naiveWords(corpus.bytes[range]) }
    var some = 0
    for range in corpus.ranges.prefix(300) { some += stages.tokenise(corpus.bytes.span.extracting(range)) }
    guard naive == some else { throw Wrong("the tokeniser found \(some) words, a naive one \(naive)") }
    line("normalise and tokenise", seconds, corpus.bytes.count)
  }

  private static func scoring(_ corpus: Texts, _ model: Model) throws -> Double {
    var scorer = Scorer(model)
    let seconds = best {
      var sum = 0
      let bytes = corpus.bytes.span
      for range in corpus.ranges { sum += scorer.score(bytes.extracting(range)) }
      return sum
    }
    // Naive: rows in double precision, a dot product a label, and the softmax.
    for range in corpus.ranges.prefix(100) {
      let text = String(decoding: corpus.bytes[range], as: UTF8.self)
      let expected = naiveProbabilities(model, text)
      for (ours, theirs) in zip(scorer.probabilities(of: text), expected) where abs(ours - theirs) > 1e-6 {
        throw Wrong("a probability is \(ours), by a naive computation \(theirs)")
      }
    }
    line("score", seconds, corpus.bytes.count)
    guard model.knowsNovelty else { return seconds }
    scorer.measuresNovelty = true
    let everything = best {
      var sum = 0
      let bytes = corpus.bytes.span
      for range in corpus.ranges {
        let text = bytes.extracting(range)
        sum += scorer.score(text) + (Language.guess(text) == nil ? 0 : 4)
      }
      return sum
    }
    line("score, novelty, language", everything, corpus.bytes.count)
    return everything
  }

  // MARK: - Output

  private static func line(_ stage: String, _ seconds: Double, _ bytes: Int) {
    let rate = Int(Double(bytes) / 1e6 / seconds)
    print(stage + String(repeating: " ", count: max(1, 26 - stage.count)) + "\(rate) MB/s")
  }
}

/// Why a benchmark's answer cannot be trusted.
struct Wrong: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
