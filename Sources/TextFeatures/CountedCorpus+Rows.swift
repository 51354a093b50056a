public import LinearAlgebra

extension CountedCorpus {
  /// The weighed rows of documents under a selection that may have been made on others; the same for any number of
  /// threads.
  public func rows(_ documents: [Int]? = nil, under selection: Selection, threads: Int = 1) -> SparseMatrix {
    let documents = documents ?? Array(0..<documentCount)
    let weigher = RowWeigher(settings: settings, idf: idf(of: selection))
    let areAllFeatures = selection.features.map { !$0.contains(.max) }
    let pieces = Partition(slices: documents.count, size: 128)
    let lengths = Parallel.map(pieces.count, threads: threads) { piece in
      pieces[piece].map { entryCount(of: documents[$0], under: selection, areAllFeatures: areAllFeatures) }
    }
    var offsets = [0]
    offsets.reserveCapacity(documents.count + 1)
    for length in lengths.joined() { offsets.append(offsets[offsets.count - 1] + length) }
    let count = offsets[offsets.count - 1]
    var columns: [UInt32] = []
    // SAFETY: each row is written where it stays, as long as was counted.
    let values = unsafe [Double](count: count) { values in
      nonisolated(unsafe) let values = unsafe values
      columns = unsafe [UInt32](count: count) { columns in
        nonisolated(unsafe) let columns = unsafe columns
        Parallel.forEach(pieces.count, threads: threads) { piece in
          let scratch = Scratch<UInt64>(uninitialised: longestRow(of: documents[pieces[piece]]))
          for place in pieces[piece] {
            let end = unsafe write(
              documents[place], under: selection, weigher: weigher, scratch: scratch, columns: columns, values: values,
              from: offsets[place])
            precondition(end == offsets[place + 1], "a row is as long as was counted")
          }
        }
      }
    }
    return SparseMatrix(columnCount: selection.columnCount, rowOffsets: offsets, columns: columns, values: values)
  }

  /// How many entries a document has under a selection.
  private func entryCount(of document: Int, under selection: Selection, areAllFeatures: [Bool]) -> Int {
    blocks.indices.reduce(0) { sum, index in
      let block = blocks[index]
      let numbers = block.numbers[block.rowOffsets[document]..<block.rowOffsets[document + 1]]
      if let projection = selection.projections[index] {
        return sum + (numbers.contains { projection.numbers[Int($0)] >= 0 } ? projection.vectors.dimensions : 0)
      }
      if areAllFeatures[index] { return sum + numbers.count }
      let features = selection.features[index]
      return numbers.reduce(sum) { $0 + (features[Int($1)] == .max ? 0 : 1) }
    }
  }

  /// Places of the longest row of a block.
  private func longestRow(of documents: ArraySlice<Int>) -> Int {
    blocks.reduce(0) { longest, block in
      documents.reduce(longest) { max($0, block.rowOffsets[$1 + 1] - block.rowOffsets[$1]) }
    }
  }

  /// Writes the row of a document, and answers where it ends.
  @unsafe
  private func write(
    _ document: Int, under selection: Selection, weigher: RowWeigher, scratch: Scratch<UInt64>,
    columns: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Double>, from start: Int
  ) -> Int {
    var end = start
    for (index, block) in blocks.enumerated() {
      let places = block.rowOffsets[document]..<block.rowOffsets[document + 1]
      if let projection = selection.projections[index] {
        // SAFETY: the caller has room for all entries of the document.
        unsafe end += projection.write(
          places.lazy.map { (Int(block.numbers[$0]), block.counts[$0]) }, settings, columns: unsafe columns + end,
          values: unsafe values + end)
        continue
      }
      let features = selection.features[index]
      var count = 0
      for place in places {
        let column = features[Int(block.numbers[place])]
        // SAFETY: `scratch` has room for the places of any document; what is no feature is written over.
        unsafe scratch.base[count] = UInt64(column) << 32 | UInt64(block.counts[place])
        count += column == .max ? 0 : 1
      }
      unsafe weigher.write(
        UnsafeBufferPointer(start: scratch.base, count: count), columns: columns + end, values: values + end)
      end += count
    }
    unsafe weigher.finishRow(values + start, count: end - start)
    return end
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
