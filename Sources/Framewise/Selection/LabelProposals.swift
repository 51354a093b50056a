public import Corpus
internal import Evaluation
internal import LinearAlgebra
internal import NearDuplicates
internal import TextFeatures

/// Proposes which texts of a pool to label next: those the model is unsure of, of all labels and unlike one another.
///
/// Texts are drawn one after the other, without return, with a chance that grows with
/// - the uncertainty of the prediction: (1 − (p₁ − p₂))², p₁ and p₂ being the two greatest probabilities;
/// - the rarity of the predicted label: (1 / (K · its mean probability over the pool))², at most 1 / .05;
/// - the distance to the nearest text that is labelled or drawn: 1 − cosine over single words (k-means++, Arthur and
///   Vassilvitskii 2007);
/// and a share ε of the draws is uniform, so that every text has a chance and what is drawn can be weighed back to the
/// pool by the recorded probabilities. Of near-duplicates one is drawn at most.
public struct LabelProposals: Sendable {
  public struct Options: Sendable {
    public var count = 50
    /// Share of uniform draws.
    public var uniform = 0.05
    public var seed: UInt64 = 0
    public var threads = 1
    /// Ends at the first rejected record.
    public var isStrict = false

    public init() {}
  }

  /// One text to label.
  public struct Proposal: Sendable, Equatable {
    public var id: String
    public var text: [UInt8]
    /// Place of the most probable label.
    public var predicted: Int
    public var probabilities: [Double]
    /// The chance with which this draw took it, among what was left then.
    public var chance: Double
    /// What the pool says of it, one of each of `carried`.
    public var fields: [String?]
  }

  public let proposals: [Proposal]
  public let tally: Tally
  /// Fields beside text and id that texts of the pool have, and that training would use.
  public let carried: [Field]

  /// - Parameters:
  ///   - pool: texts without labels. Those of which the model knows no word, and those in languages that it was not
  ///     trained on, are not proposed.
  ///   - labelled: texts that have labels already, which are neither proposed nor come close to.
  public init(pool: RecordReader, labelled: RecordReader?, model: Model, options: Options) throws {
    var texts = try Texts(pool, isStrict: options.isStrict)
    let poolCount = texts.count
    carried = Texts.carried.filter { field in texts.fields.contains { $0[field] != nil } }
    let said = Self.read(texts, 0..<poolCount, model, threads: options.threads)
    texts.tally.empty = said.count { $0.use == .empty }
    texts.tally.outOfDomain = said.count { $0.use == .otherLanguage }
    texts.tally.used -= texts.tally.empty + texts.tally.outOfDomain
    tally = texts.tally
    if let labelled { try texts.add(labelled, isStrict: options.isStrict) }
    guard poolCount > 0 else { throw tally.nothingLeft(pool) }
    let probabilities = said.flatMap(\.probabilities)
    var weights = Self.weights(probabilities, labels: model.labels.count)
    var settings = DuplicateSettings()
    settings.threads = options.threads
    let clusters = DuplicateClusters(texts.sketches, settings: settings).clusters
    let taken = Set(clusters[poolCount...])
    var alive = (0..<poolCount).map { said[$0].use == .sound && !taken.contains(clusters[$0]) }
    for document in 0..<poolCount where !alive[document] { weights[document] = 0 }
    var distances = Distances(texts)
    for document in poolCount..<texts.count { distances.approach(document) }

    var source = RandomSource(seed: options.seed)
    var drawn: [Proposal] = []
    while drawn.count < options.count {
      let left = alive.count { $0 }
      guard left > 0 else { break }
      let shares = (0..<poolCount).map { alive[$0] ? weights[$0] * distances.toNearest[$0] : 0 }
      let total = shares.reduce(0, +)
      let uniform = total > 0 ? options.uniform : 1
      var rest = source.unit()
      var chosen: (document: Int, chance: Double)?
      for document in 0..<poolCount where alive[document] {
        let chance = (total > 0 ? (1 - uniform) * shares[document] / total : 0) + uniform / Double(left)
        rest -= chance
        if chance > 0 { chosen = (document, chance) }
        if rest < 0 { break }
      }
      guard let chosen else { break }
      let row = chosen.document * model.labels.count..<(chosen.document + 1) * model.labels.count
      let own = Array(probabilities[row])
      drawn.append(
        Proposal(
          id: texts.ids[chosen.document], text: Array(texts.bytes[texts.ranges[chosen.document]]),
          predicted: own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 }, probabilities: own, chance: chosen.chance,
          fields: carried.map { texts.fields[chosen.document][$0] }))
      for document in 0..<poolCount where clusters[document] == clusters[chosen.document] { alive[document] = false }
      distances.approach(chosen.document)
    }
    proposals = drawn
  }

  /// What the model says of a text, and whether that means anything.
  private struct Said: Sendable {
    enum Use { case sound, empty, otherLanguage }

    var probabilities: [Double]
    var use: Use
  }

  private static func read(_ texts: Texts, _ range: Range<Int>, _ model: Model, threads: Int) -> [Said] {
    Work.map(range.count, threads: threads) { part -> [Said] in
      var scorer = Scorer(model)
      var found: [Said] = []
      let bytes = texts.bytes.span
      for document in part {
        let text = bytes.extracting(texts.ranges[document])
        scorer.score(text)
        let use: Said.Use = model.otherLanguage(of: text) != nil ? .otherLanguage : scorer.isEmpty ? .empty : .sound
        found.append(Said(probabilities: scorer.probabilities, use: use))
      }
      return found
    }.flatMap { $0 }
  }

  /// Uncertainty and rarity of the predicted label.
  static func weights(_ probabilities: [Double], labels: Int) -> [Double] {
    let documents = probabilities.count / labels
    var means = [Double](repeating: 0, count: labels)
    for (place, probability) in probabilities.enumerated() { means[place % labels] += probability / Double(documents) }
    return (0..<documents).map { document in
      let own = probabilities[document * labels..<(document + 1) * labels]
      let best = own.indices.reduce(own.startIndex) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
      let second = own.indices.filter { $0 != best }.map { probabilities[$0] }.max() ?? 0
      let uncertainty = 1 - (probabilities[best] - second)
      let rarity = 1 / (Double(labels) * max(means[best - own.startIndex], 0.05))
      return uncertainty * uncertainty * rarity * rarity
    }
  }

  // MARK: - Texts in memory

  private struct Texts: Sendable {
    var ids: [String] = []
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    var sketches: [Sketch] = []
    /// Those of `carried` that each text has.
    var fields: [[Field: String]] = []
    static let carried: [Field] = [.group, .source, .date]
    var tally = Tally()

    var count: Int { ids.count }

    init(_ reader: RecordReader, isStrict: Bool) throws { try add(reader, isStrict: isStrict) }

    mutating func add(_ reader: RecordReader, isStrict: Bool) throws {
      let names = InputNames(reader)
      var sketcher = Sketcher()
      var chunk = RawChunk()
      var batch = RecordBatch()
      while try reader.next(into: &chunk) {
        chunk.decode(into: &batch)
        tally.bytes += batch.inputByteCount
        for record in batch.records {
          tally.read += 1
          guard batch.problem(of: record) == nil, let text = record[.text] else {
            let problem = batch.problem(of: record)?.description ?? "there is no text"
            let sentence = "\(names.place(of: record, in: batch)): \(problem)"
            if isStrict { throw TrainingError.rejected(sentence) }
            tally.reject(sentence)
            continue
          }
          if record.hadMalformedUTF8 { tally.malformedUTF8 += 1 }
          tally.used += 1
          ids.append(batch.string(.id, of: record) ?? "\(record.line)")
          ranges.append(bytes.count..<bytes.count + text.count)
          bytes.append(contentsOf: batch.bytes[text])
          var own: [Field: String] = [:]
          for field in Self.carried { own[field] = batch.string(field, of: record) }
          fields.append(own)
          sketches.append(sketcher.sketch(batch.bytes.span.extracting(text)))
        }
      }
      try reader.checkNamedColumns()
    }
  }

  /// How far each text is from the nearest of those that were approached: 1 − cosine of tf-idf over single words.
  private struct Distances {
    private let rows: SparseMatrix
    private(set) var toNearest: [Double]
    private var dense: [Double]

    init(_ texts: Texts) {
      var settings = FeatureSettings()
      settings.blocks = [FeatureSettings.Block(.word, 1...1)]
      settings.sublinear = true
      var counter = CorpusCounter(settings: settings)
      let bytes = texts.bytes.span
      for range in texts.ranges { counter.add(bytes.extracting(range)) }
      let counted = CountedCorpus(counter)
      if let selection = try? counted.select() {
        rows = counted.rows(under: selection)
      } else {
        // Not one word in all texts.
        rows = SparseMatrix(columnCount: 0)
      }
      toNearest = [Double](repeating: 1, count: texts.count)
      dense = [Double](repeating: 0, count: rows.columnCount)
    }

    mutating func approach(_ document: Int) {
      guard rows.rowCount == toNearest.count else { return }
      let own = rows.rowOffsets[document]..<rows.rowOffsets[document + 1]
      for place in own { dense[Int(rows.columns[place])] = Double(rows.values[place]) }
      for other in toNearest.indices {
        var dot = 0.0
        for place in rows.rowOffsets[other]..<rows.rowOffsets[other + 1] {
          dot += Double(rows.values[place]) * dense[Int(rows.columns[place])]
        }
        toNearest[other] = min(toNearest[other], max(0, 1 - dot))
      }
      for place in own { dense[Int(rows.columns[place])] = 0 }
    }
  }
}
