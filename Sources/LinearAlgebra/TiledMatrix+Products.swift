extension TiledMatrix {
  /// How wide a block of vectors is kept for `count` vectors: a width that registers divide.
  ///
  /// A block holds the `lanes` numbers of one position side by side, so that an entry of the matrix touches one or two
  /// cache lines.
  public static func lanes(for count: Int) -> Int {
    switch count {
    case ...1: 1
    case 2: 2
    case 3...4: 4
    case 5...8: 8
    default: (count + 15) / 16 * 16
    }
  }

  /// `target = A · source`, for blocks of `lanes` vectors.
  public func multiply(
    _ source: DenseVector<Double>, lanes: Int, into target: DenseVector<Double>, threads: Int
  ) {
    check(columnCount, rowCount, source.count, target.count, lanes)
    target.fill(with: 0)
    unsafe withEntries(values) { entries in
      Parallel.forEach(tileCount, threads: threads) { tile in
        let first = tile * tileRows * lanes
        // SAFETY: a tile's rows begin at `first`; sizes were checked, and rows and columns are in range as built.
        unsafe entries.multiply(runs(tile: tile), source.pointer, target.pointer + first, lanes)
      }
    }
  }

  /// The same in single precision.
  public func multiply(_ source: DenseVector<Float>, lanes: Int, into target: DenseVector<Float>, threads: Int) {
    check(columnCount, rowCount, source.count, target.count, lanes)
    target.fill(with: 0)
    unsafe withEntries(singles) { entries in
      Parallel.forEach(tileCount, threads: threads) { tile in
        let first = tile * tileRows * lanes
        // SAFETY: as above.
        unsafe entries.multiply(runs(tile: tile), source.pointer, target.pointer + first, lanes)
      }
    }
  }

  /// `target = Aᵀ · source`, for blocks of `lanes` vectors; `target` may be longer, what follows is left alone.
  public func multiplyTransposed(
    _ source: DenseVector<Double>, lanes: Int, into target: DenseVector<Double>, threads: Int
  ) {
    check(rowCount, columnCount, source.count, target.count, lanes)
    unsafe withEntries(values) { entries in
      Parallel.forEach(blockCount, threads: threads) { block in
        let first = blocks[block] * lanes
        // SAFETY: blocks of columns are disjoint; the rest as above.
        unsafe (target.pointer + first).update(repeating: 0, count: blocks[block + 1] * lanes - first)
        for tile in 0..<tileCount {
          unsafe entries.multiplyTransposed(
            runs(tile: tile, block: block), source.pointer + tile * tileRows * lanes, target.pointer, lanes)
        }
      }
    }
  }

  /// The same in single precision.
  public func multiplyTransposed(
    _ source: DenseVector<Float>, lanes: Int, into target: DenseVector<Float>, threads: Int
  ) {
    check(rowCount, columnCount, source.count, target.count, lanes)
    transposedSingle(singles, source, lanes, target, threads)
  }

  /// `target = (A∘A)ᵀ · source`: the entries squared.
  public func multiplySquaredTransposed(
    _ source: DenseVector<Float>, lanes: Int, into target: DenseVector<Float>, threads: Int
  ) {
    check(rowCount, columnCount, source.count, target.count, lanes)
    transposedSingle(singles.map { $0 * $0 }, source, lanes, target, threads)
  }

  private func transposedSingle(
    _ numbers: [Float], _ source: DenseVector<Float>, _ lanes: Int, _ target: DenseVector<Float>, _ threads: Int
  ) {
    unsafe withEntries(numbers) { entries in
      Parallel.forEach(blockCount, threads: threads) { block in
        let first = blocks[block] * lanes
        // SAFETY: blocks of columns are disjoint; sizes were checked by the callers.
        unsafe (target.pointer + first).update(repeating: 0, count: blocks[block + 1] * lanes - first)
        for tile in 0..<tileCount {
          unsafe entries.multiplyTransposed(
            runs(tile: tile, block: block), source.pointer + tile * tileRows * lanes, target.pointer, lanes)
        }
      }
    }
  }

  private func check(_ inner: Int, _ outer: Int, _ source: Int, _ target: Int, _ lanes: Int) {
    precondition(lanes <= 2 || lanes == 4 || lanes == 8 || lanes.isMultiple(of: 16), "no kernel for \(lanes) lanes")
    precondition(source >= inner * lanes, "a block of \(source) numbers for \(inner) positions of \(lanes)")
    precondition(target >= outer * lanes, "a block of \(target) numbers for \(outer) positions of \(lanes)")
  }

  /// Hoists the arrays once.
  private func withEntries<Scalar>(_ numbers: [Scalar], _ body: (TileEntries<Scalar>) -> Void) {
    // SAFETY: the pointers live through the call of `body`, and an empty matrix has no runs to read.
    unsafe runColumns.withUnsafeBufferPointer { columns in
      unsafe runOffsets.withUnsafeBufferPointer { offsets in
        unsafe rows.withUnsafeBufferPointer { rows in
          unsafe numbers.withUnsafeBufferPointer { numbers in
            guard let columns = columns.baseAddress, let offsets = offsets.baseAddress,
              let rows = rows.baseAddress, let numbers = numbers.baseAddress
            else { return }
            unsafe body(TileEntries(columns: columns, offsets: offsets, rows: rows, values: numbers))
          }
        }
      }
    }
  }
}
