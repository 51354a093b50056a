public import LinearAlgebra

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
  public func select(_ documents: [Int]? = nil) throws(FeatureError) -> Selection {
    let documents = documents ?? Array(0..<documentCount)
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
      var frequencies = [UInt32](repeating: 0, count: block.nodeCount)
      for document in documents {
        for place in block.rowOffsets[document]..<block.rowOffsets[document + 1] {
          frequencies[Int(block.numbers[place])] += 1
        }
      }
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
    guard features > 0 else { throw .noTerms(documents: documents.count) }
    return Selection(
      frequencies: allFrequencies, columns: allColumns, projections: projections, columnCount: columnCount,
      documentCount: documents.count)
  }

  /// The weighed rows of documents under a selection that may have been made on others; the same for any number of
  /// threads.
  public func rows(_ documents: [Int]? = nil, under selection: Selection, threads: Int = 1) -> SparseMatrix {
    let documents = documents ?? Array(0..<documentCount)
    let weigher = RowWeigher(settings: settings, idf: idf(of: selection))
    guard threads > 1 else { return rows(documents[...], under: selection, weigher: weigher) }
    let pieces = Partition(slices: documents.count, size: 128)
    let room = entryLimit(documents[...], under: selection)
    var offsets = [0]
    offsets.reserveCapacity(documents.count + 1)
    var columns: [UInt32] = []
    let values = unsafe [Double](unsafeUninitializedCapacity: room) { values, valueCount in
      unsafe columns = [UInt32](unsafeUninitializedCapacity: room) { columns, columnCount in
        nonisolated(unsafe) let values = unsafe values
        nonisolated(unsafe) let columns = unsafe columns
        // Some pieces at a time, so that only these are there twice.
        let wave = max(8, 4 * threads)
        for first in stride(from: 0, to: pieces.count, by: wave) {
          let parts = Parallel.map(min(wave, pieces.count - first), threads: threads) {
            rows(documents[pieces[first + $0]], under: selection, weigher: weigher)
          }
          var starts: [Int] = []
          for part in parts {
            let start = offsets[offsets.count - 1]
            starts.append(start)
            for offset in part.rowOffsets.dropFirst() { offsets.append(start + offset) }
          }
          let places = starts
          // SAFETY: a part is copied to the place behind the parts before it, and all fit the room.
          Parallel.forEach(parts.count, threads: threads) { part in
            unsafe _ = columns[places[part]...].initialize(fromContentsOf: parts[part].columns)
            unsafe _ = values[places[part]...].initialize(fromContentsOf: parts[part].values)
          }
        }
        columnCount = offsets[offsets.count - 1]
      }
      valueCount = columns.count
    }
    return SparseMatrix(columnCount: selection.columnCount, rowOffsets: offsets, columns: columns, values: values)
  }

  /// No fewer than the entries that documents have under a selection.
  private func entryLimit(_ documents: ArraySlice<Int>, under selection: Selection) -> Int {
    documents.reduce(0) { sum, document in
      blocks.indices.reduce(sum) { sum, index in
        sum
          + (selection.projections[index]?.vectors.dimensions
            ?? blocks[index].rowOffsets[document + 1] - blocks[index].rowOffsets[document])
      }
    }
  }

  private func rows(
    _ documents: ArraySlice<Int>, under selection: Selection, weigher: RowWeigher
  ) -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: selection.columnCount)
    let entries = entryLimit(documents, under: selection)
    matrix.rowOffsets.reserveCapacity(documents.count + 1)
    matrix.columns.reserveCapacity(entries)
    matrix.values.reserveCapacity(entries)
    let longest = blocks.reduce(0) { longest, block in
      documents.reduce(longest) { max($0, block.rowOffsets[$1 + 1] - block.rowOffsets[$1]) }
    }
    let row = Scratch<UInt64>(longest, filledWith: 0)
    for document in documents {
      let start = matrix.values.count
      for (index, block) in blocks.enumerated() {
        if let projection = selection.projections[index] {
          let places = block.rowOffsets[document]..<block.rowOffsets[document + 1]
          projection.append(
            places.lazy.map { (Int(block.numbers[$0]), block.counts[$0]) }, settings, to: &matrix)
          continue
        }
        let features = selection.features[index]
        var count = 0
        for place in block.rowOffsets[document]..<block.rowOffsets[document + 1] {
          let column = features[Int(block.numbers[place])]
          // SAFETY: `row` has room for the places of any document; what is no feature is written over.
          unsafe row.base[count] = UInt64(column) << 32 | UInt64(block.counts[place])
          count += column == .max ? 0 : 1
        }
        unsafe weigher.append(UnsafeBufferPointer(start: row.base, count: count), to: &matrix)
      }
      weigher.finishRow(from: start, in: &matrix)
    }
    return matrix
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

  private func idf(of selection: Selection) -> [Double] {
    var idf = [Double](repeating: 0, count: selection.columnCount)
    let formula = InverseDocumentFrequencies(settings.idf, documents: selection.documentCount)
    for index in blocks.indices {
      let values = formula.of(selection.frequencies[index])
      for (number, column) in selection.columns[index].enumerated() where column != .max {
        idf[Int(column)] = values[number]
      }
    }
    return idf
  }
}

extension CountedCorpus.Block {
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
      var counted = [UInt32](repeating: 0, count: block.nodeCount)
      for number in block.numbers { counted[Int(number)] += 1 }
      for number in counted.indices
      where block.block.analyzer == .vectors || !names.contains(block.name(of: number)) { counted[number] = 0 }
      let own = block.columns(frequencies: counted, first: columnCount)
      columnCount += own.count { $0 != .max }
      frequencies.append(counted)
      columns.append(own)
    }
    guard columnCount > 0 else { throw .noTerms(documents: documentCount) }
    return Selection(
      frequencies: frequencies, columns: columns, projections: blocks.map { _ in nil }, columnCount: columnCount,
      documentCount: documentCount)
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
