internal import LinearAlgebra

extension CountedCorpus {
  /// A vocabulary chosen and weighed on some documents of the corpus.
  public struct Selection: Sendable {
    /// Per block and term number: how many of the documents have it; 0 where it is no feature.
    let frequencies: [[UInt32]]
    /// Per block and term number: its column.
    let columns: [[UInt32]]
    /// Per block and term number: its column, `.max` where it is no feature, if only part of one.
    let features: [[UInt32]]
    /// Per block: how it is projected, where it is one of word vectors.
    let projections: [VectorProjection?]
    public let columnCount: Int
    /// Documents it was fitted on.
    public let documentCount: Int

    init(
      frequencies: [[UInt32]], columns: [[UInt32]], projections: [VectorProjection?], columnCount: Int,
      documentCount: Int
    ) {
      self.frequencies = frequencies
      self.columns = columns
      self.projections = projections
      self.columnCount = columnCount
      self.documentCount = documentCount
      features = zip(frequencies, columns).map { zip($0, $1).map { $0 > 0 ? $1 : .max } }
    }
  }

  /// Chooses features by the bounds of the settings, counted over `documents` (all when nil).
  public func select(_ asked: [Int]? = nil) throws(FeatureError) -> Selection {
    let documents = asked ?? Array(0..<documentCount)
    let least = settings.minimumDocumentFrequency.documents(of: documents.count)
    let most = settings.maximumDocumentFrequency.documents(of: documents.count)
    var allFrequencies: [[UInt32]] = []
    var allColumns: [[UInt32]] = []
    var projections: [VectorProjection?] = []
    var columnCount = 0
    var features = 0
    for block in blocks {
      if block.block.analyzer == .vectors {
        guard let vectors = settings.vectors else { throw .badVectors("they are missing") }
        projections.append(
          VectorProjection(vectors, terms: block.terms, firstColumn: columnCount, settings: settings))
        columnCount += vectors.dimensions
        features += vectors.words.count
        allFrequencies.append([])
        allColumns.append([])
        continue
      }
      projections.append(nil)
      var frequencies = block.frequencies(in: asked)
      for number in frequencies.indices where Double(frequencies[number]) < least || Double(frequencies[number]) > most
      {
        frequencies[number] = 0
      }
      if let limit = settings.maximumFeatures { block.keepMostFrequent(limit, of: documents, in: &frequencies) }
      features += frequencies.count { $0 > 0 }
      let columns = block.columns(frequencies: frequencies, first: columnCount)
      columnCount += columns.count { $0 != .max }
      allFrequencies.append(frequencies)
      allColumns.append(columns)
    }
    guard features > 0 else { throw noTerms(documents: documents.count) }
    return Selection(
      frequencies: allFrequencies, columns: allColumns, projections: projections, columnCount: columnCount,
      documentCount: documents.count)
  }

  /// The vectoriser that turns new text into such rows.
  public func vectorizer(_ selection: Selection) throws(FeatureError) -> Vectorizer {
    var fitted: [Vectorizer.Block] = []
    var first = 0
    for (index, block) in blocks.enumerated() {
      if let vectors = selection.projections[index]?.vectors {
        fitted.append(
          Vectorizer.Block(
            block: block.block, terms: TermIndex(vectors.words), grams: nil,
            documentFrequencies: Stored(vectors.documentFrequencies),
            firstColumn: first, documentCount: vectors.documentCount))
        first += vectors.words.count
        continue
      }
      let columns = selection.columns[index]
      let terms = TermIndex(block.terms.indices.lazy.filter { columns[$0] != .max }.map { block.terms[$0] })
      var pairs: [(prefix: UInt32, word: UInt32)] = []
      for (offset, pair) in block.pairs.enumerated() where columns[block.terms.count + offset] != .max {
        pairs.append((columns[Int(pair.prefix)] - UInt32(first), columns[Int(pair.word)] - UInt32(first)))
      }
      let kept = columns.indices.filter { columns[$0] != .max }
      var grams: NGramTable?
      if block.block.analyzer == .word && block.block.longest > 1 {
        grams = NGramTable(pairs: pairs, wordCount: terms.count)
        guard grams != nil else { throw .tooManyTerms(count: kept.count, limit: NGramTable.limit) }
      }
      fitted.append(
        Vectorizer.Block(
          block: block.block, terms: terms, grams: grams,
          documentFrequencies: Stored(kept.map { selection.frequencies[index][$0] }), firstColumn: first))
      first += kept.count
    }
    return Vectorizer(settings: settings, documentCount: selection.documentCount, blocks: fitted)
  }

  /// The weights of a model over a selection's columns as weights over the columns of its vectoriser: those of word
  /// vectors are unfolded to words.
  ///
  /// - Parameter weights: `columnCount · rows` numbers, column-major.
  public func unfold(_ weights: [Double], rows: Int, under selection: Selection) -> [Double] {
    guard selection.projections.contains(where: { $0 != nil }) else { return weights }
    var unfolded: [Double] = []
    var next = 0
    for (projection, columns) in zip(selection.projections, selection.columns) {
      let width = projection?.vectors.dimensions ?? columns.count { $0 != .max }
      let part = weights[next * rows..<(next + width) * rows]
      if let projection { unfolded += projection.unfold(part, rows: rows) } else { unfolded += part }
      next += width
    }
    return unfolded
  }
}

extension CountedCorpus.Block {
  /// How many of the documents (all when nil) have each term.
  fileprivate func frequencies(in documents: [Int]?) -> [UInt32] {
    if documents == nil, let frequencies { return frequencies }
    var counted = [UInt32](repeating: 0, count: nodeCount)
    for document in documents ?? Array(0..<rowOffsets.count - 1) {
      for place in rowOffsets[document]..<rowOffsets[document + 1] { counted[Int(numbers[place])] += 1 }
    }
    return counted
  }

  /// Keeps the terms with the highest total frequency in `documents`; of equal ones those that come first by their bytes.
  fileprivate func keepMostFrequent(_ limit: Int, of documents: [Int], in frequencies: inout [UInt32]) {
    guard frequencies.count(where: { $0 > 0 }) > limit else { return }
    var totals = [UInt64](repeating: 0, count: nodeCount)
    for document in documents {
      for place in rowOffsets[document]..<rowOffsets[document + 1] {
        totals[Int(numbers[place])] += UInt64(counts[place])
      }
    }
    var ranked = frequencies.indices.filter { frequencies[$0] > 0 }
    ranked.sort { (totals[$1], $0) < (totals[$0], $1) }
    for number in ranked[limit...] { frequencies[number] = 0 }
  }

  /// Numbers the features and what they need from `first` on; `.max` for the rest.
  func columns(frequencies: [UInt32], first: Int) -> [UInt32] {
    var isNeeded = frequencies.map { $0 > 0 }
    for (offset, pair) in pairs.enumerated().reversed() where isNeeded[terms.count + offset] {
      isNeeded[Int(pair.prefix)] = true
      isNeeded[Int(pair.word)] = true
    }
    var next = UInt32(first)
    return isNeeded.map { needed in
      guard needed else { return .max }
      defer { next += 1 }
      return next
    }
  }
}

extension CountedCorpus {
  /// Chooses the features named, whatever their frequencies: for a vocabulary fixed beforehand.
  public func select(terms names: Set<String>) throws(FeatureError) -> Selection {
    var frequencies: [[UInt32]] = []
    var columns: [[UInt32]] = []
    var columnCount = 0
    for block in blocks {
      var counted = block.frequencies(in: nil)
      for number in counted.indices
      where block.block.analyzer == .vectors || !names.contains(block.name(of: number)) { counted[number] = 0 }
      let own = block.columns(frequencies: counted, first: columnCount)
      columnCount += own.count { $0 != .max }
      frequencies.append(counted)
      columns.append(own)
    }
    guard columnCount > 0 else { throw noTerms(documents: documentCount) }
    return Selection(
      frequencies: frequencies, columns: columns, projections: blocks.map { _ in nil }, columnCount: columnCount,
      documentCount: documentCount)
  }

  private func noTerms(documents: Int) -> FeatureError {
    .noTerms(
      documents: documents, minimum: settings.minimumDocumentFrequency, maximum: settings.maximumDocumentFrequency)
  }
}

extension CountedCorpus.Block {
  /// A term as people read it: the words of an n-gram with spaces between.
  func name(of number: Int) -> String {
    if number < terms.count { return String(decoding: terms[number], as: UTF8.self) }
    let pair = pairs[number - terms.count]
    return name(of: Int(pair.prefix)) + " " + name(of: Int(pair.word))
  }
}
