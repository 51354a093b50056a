internal import LinearAlgebra

/// Writes the documents of several counters as rows in the order of the corpus, numbers ascending.
struct CountedRowWriter: Sendable {
  /// Codes are numbers in the vocabulary, or `.max`.
  let parts: [CorpusCounter.Block]
  /// Per counter and document: numbers in the vocabulary.
  let lengths: [[Int]]
  /// Above all numbers.
  let limit: Int

  func write(
    _ order: [CountedCorpus.Piece], threads: Int
  ) -> (offsets: [Int], numbers: [UInt32], counts: [UInt32]) {
    // Shares are cut by the data alone, and each is written where it stays.
    let shares = shares(of: order)
    var offsets = [0]
    var starts: [Int] = []
    for share in shares {
      starts.append(offsets[offsets.count - 1])
      for piece in share {
        for document in piece.documents {
          offsets.append(offsets[offsets.count - 1] + lengths[piece.counter][document])
        }
      }
    }
    let count = offsets[offsets.count - 1]
    var counts: [UInt32] = []
    // SAFETY: shares write the rows of their own documents, as long as was counted.
    let numbers = unsafe [UInt32](count: count) { numbers in
      nonisolated(unsafe) let numbers = unsafe numbers
      counts = unsafe [UInt32](count: count) { counts in
        nonisolated(unsafe) let counts = unsafe counts
        Parallel.forEach(shares.count, threads: threads) { share in
          var place = starts[share]
          forEachRow(of: shares[share]) { row in
            for entry in row {
              unsafe numbers[place] = UInt32(truncatingIfNeeded: entry &>> 32)
              unsafe counts[place] = UInt32(truncatingIfNeeded: entry)
              place += 1
            }
          }
        }
      }
    }
    return (offsets, numbers, counts)
  }

  /// The pieces of the order, put together to some hundred documents each.
  private func shares(of order: [CountedCorpus.Piece]) -> [[CountedCorpus.Piece]] {
    var shares: [[CountedCorpus.Piece]] = []
    var documents = Int.max
    for piece in order {
      for first in stride(from: piece.documents.lowerBound, to: piece.documents.upperBound, by: 256) {
        let part = first..<min(first + 256, piece.documents.upperBound)
        if documents >= 256 {
          shares.append([])
          documents = 0
        }
        shares[shares.count - 1].append(CountedCorpus.Piece(counter: piece.counter, documents: part))
        documents += part.count
      }
    }
    return shares
  }

  /// Calls `body` with the entries of each document, `number << 32 | count`, ascending.
  private func forEachRow(of pieces: [CountedCorpus.Piece], _ body: ([UInt64]) -> Void) {
    var sorter = RowSort(limit: limit)
    var row: [UInt64] = []
    for piece in pieces {
      let part = parts[piece.counter]
      for document in piece.documents {
        row.removeAll(keepingCapacity: true)
        for place in part.offsets[document]..<part.offsets[document + 1] {
          let number = part.codes[place]
          if number != .max { row.append(UInt64(number) << 32 | UInt64(part.counts[place])) }
        }
        sorter.sort(&row)
        body(row)
      }
    }
  }
}
