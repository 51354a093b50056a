/// The documents of a corpus as rows of counts over the features of one block.
public struct CountedRows: Sendable {
  /// `offsets[d]..<offsets[d + 1]` are the places of document d.
  public let offsets: [Int]
  /// Columns of the vectoriser, ascending in a document.
  public let columns: [UInt32]
  /// How often each occurs.
  public let counts: [UInt32]

  public func places(of document: Int) -> Range<Int> { offsets[document]..<offsets[document + 1] }
}

extension CountedCorpus {
  /// What a vectoriser made from a selection counts in each document, a value a block.
  public func countedRows(under selection: Selection) -> [CountedRows] {
    zip(blocks, vectorizerColumns(selection)).map { block, numbered in
      var offsets = [0]
      var columns: [UInt32] = []
      var counts: [UInt32] = []
      offsets.reserveCapacity(documentCount + 1)
      for document in 0..<documentCount {
        for place in block.rowOffsets[document]..<block.rowOffsets[document + 1] {
          let number = Int(block.numbers[place])
          guard numbered.isFeature[number] else { continue }
          columns.append(numbered.columns[number])
          counts.append(block.counts[place])
        }
        offsets.append(columns.count)
      }
      return CountedRows(offsets: offsets, columns: columns, counts: counts)
    }
  }

  /// The selection without some features. N-grams that stay keep the words they are made of, if only as parts.
  ///
  /// - Parameter isKept: of each column of the vectoriser; those of word vectors stay in any case.
  /// - Returns: the selection, and for each column of its vectoriser that of the vectoriser before.
  public func narrowed(_ selection: Selection, isKept: [Bool]) -> (selection: Selection, origins: [Int]) {
    var frequencies = selection.frequencies
    var columns = selection.columns
    var projections = selection.projections
    var columnCount = 0
    let before = vectorizerColumns(selection)
    for (index, block) in blocks.enumerated() {
      if let projection = selection.projections[index] {
        projections[index]?.firstColumn = columnCount
        columnCount += projection.vectors.dimensions
        continue
      }
      for number in frequencies[index].indices where frequencies[index][number] > 0 {
        if !isKept[Int(before[index].columns[number])] { frequencies[index][number] = 0 }
      }
      columns[index] = block.columns(frequencies: frequencies[index], first: columnCount)
      columnCount += columns[index].count { $0 != .max }
    }
    let narrowed = Selection(
      frequencies: frequencies, columns: columns, projections: projections, columnCount: columnCount,
      documentCount: selection.documentCount)
    var origins: [Int] = []
    var end = 0
    for (index, projection) in selection.projections.enumerated() {
      let width = projection?.vectors.words.count ?? selection.columns[index].count { $0 != .max }
      if projection != nil {
        origins.append(contentsOf: end..<end + width)
      } else {
        for number in columns[index].indices where columns[index][number] != .max {
          origins.append(Int(before[index].columns[number]))
        }
      }
      end += width
    }
    return (narrowed, origins)
  }

  /// Per block and term number: its column in the vectoriser made from a selection, and whether it is a feature there.
  private func vectorizerColumns(_ selection: Selection) -> [(columns: [UInt32], isFeature: [Bool])] {
    var end: UInt32 = 0
    return blocks.indices.map { index in
      let first = end
      if let projection = selection.projections[index] {
        end += UInt32(projection.vectors.words.count)
        return (
          projection.numbers.map { $0 < 0 ? .max : first + UInt32($0) }, projection.numbers.map { $0 >= 0 }
        )
      }
      // As the selection numbers them, from the block's own first column on.
      let own = selection.columns[index]
      let lowest = own.first { $0 != .max } ?? 0
      end += UInt32(own.count { $0 != .max })
      return (
        own.map { $0 == .max ? .max : $0 - lowest + first }, selection.frequencies[index].map { $0 > 0 }
      )
    }
  }
}
