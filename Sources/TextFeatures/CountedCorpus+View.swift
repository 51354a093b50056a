extension CountedCorpus {
  /// The same documents counted under other settings, without reading them again: each block asked for is a part of
  /// one that was counted.
  ///
  /// - Returns: what counting under `settings` would have given, or nil where a block was not counted, or a count in
  ///   `minimumDocumentFrequency` is below that counted with.
  public func viewed(_ settings: FeatureSettings) -> CountedCorpus? {
    if case .count(let counted) = self.settings.minimumDocumentFrequency {
      guard case .count(let least) = settings.minimumDocumentFrequency, least >= counted else { return nil }
    }
    var views: [Block] = []
    for wanted in settings.blocks {
      guard let whole = blocks.first(where: { $0.block.contains(wanted) }) else { return nil }
      views.append(whole.viewed(wanted))
    }
    return CountedCorpus(settings: settings, documentCount: documentCount, blocks: views)
  }

  init(settings: FeatureSettings, documentCount: Int, blocks: [Block]) {
    self.settings = settings
    self.documentCount = documentCount
    self.blocks = blocks
  }
}

extension FeatureSettings.Block {
  /// Whether a count of this block tells that of another: one of its parts that begins with single words, or with
  /// n-grams of characters no word is too short for.
  func contains(_ other: Self) -> Bool {
    guard analyzer == other.analyzer, longest >= other.longest else { return false }
    // A word with its spaces has three characters at least; blocks that begin there count each once all the same.
    return analyzer == .word
      ? shortest == 1 && other.shortest == 1 : shortest <= other.shortest && (other.shortest <= 3 || self == other)
  }
}

extension CountedCorpus.Block {
  fileprivate func viewed(_ wanted: FeatureSettings.Block) -> CountedCorpus.Block {
    if wanted == block { return self }
    let keeps = (0..<nodeCount).map { length(of: $0) }.map { wanted.shortest <= $0 && $0 <= wanted.longest }
    var next: UInt32 = 0
    let places = keeps.map { keeps -> UInt32 in
      guard keeps else { return .max }
      defer { next += 1 }
      return next
    }
    var rowOffsets = [0]
    var numbers: [UInt32] = []
    var counts: [UInt32] = []
    for document in 0..<self.rowOffsets.count - 1 {
      for place in self.rowOffsets[document]..<self.rowOffsets[document + 1] {
        let number = places[Int(self.numbers[place])]
        guard number != .max else { continue }
        numbers.append(number)
        counts.append(self.counts[place])
      }
      rowOffsets.append(numbers.count)
    }
    // Words are numbered before pairs and shorter n-grams before longer ones, so that what a pair names is kept with it.
    return CountedCorpus.Block(
      block: wanted, terms: terms.indices.filter { keeps[$0] }.map { terms[$0] },
      pairs: pairs.indices.filter { keeps[terms.count + $0] }.map { pairs[$0] }, rowOffsets: rowOffsets,
      numbers: numbers, counts: counts)
  }

  /// Words of an n-gram, or characters.
  private func length(of number: Int) -> Int {
    guard number >= terms.count else {
      // Every byte but those that continue a character begins one.
      return block.analyzer == .word ? 1 : terms[number].count { $0 & 0xC0 != 0x80 }
    }
    return 1 + length(of: Int(pairs[number - terms.count].prefix))
  }
}

extension CountedCorpus {
  /// Some of the documents, in the given order.
  public func subset(_ documents: [Int]) -> CountedCorpus {
    let parts = blocks.map { whole in
      var rowOffsets = [0]
      var numbers: [UInt32] = []
      var counts: [UInt32] = []
      for document in documents {
        let row = whole.rowOffsets[document]..<whole.rowOffsets[document + 1]
        numbers += whole.numbers[row]
        counts += whole.counts[row]
        rowOffsets.append(numbers.count)
      }
      return Block(
        block: whole.block, terms: whole.terms, pairs: whole.pairs, rowOffsets: rowOffsets, numbers: numbers,
        counts: counts)
    }
    return CountedCorpus(settings: settings, documentCount: documents.count, blocks: parts)
  }
}
