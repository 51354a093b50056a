/// The product of a sparse matrix with a block of vectors, slice by slice.
///
/// A block keeps the `lanes` numbers of one position side by side, so that one entry of the matrix touches one or
/// two cache lines. Both directions of a fit are this one kernel: logits gather the weights of a document's terms,
/// and the gradient, over the transpose, gathers the residuals of a term's documents. Each slice is summed from its
/// first entry to its last by one thread, so the bytes do not depend on the thread count.
public enum GatherProduct {
  /// How wide a block is kept for `rows` vectors: a width that vector registers divide.
  public static func lanes(for rows: Int) -> Int {
    switch rows {
    case ...1: 1
    case 2: 2
    case 3...4: 4
    case 5...8: 8
    default: (rows + 15) / 16 * 16
    }
  }

  /// `target[slice] = Σ values[e] · source[columns[e]]` over the entries of each slice, for double numbers.
  ///
  /// - Parameters:
  ///   - matrix: slices are its rows; its columns index `source`, which is checked by count only, so the matrix must
  ///     keep its invariants.
  ///   - lanes: a width from `lanes(for:)`.
  public static func apply(
    _ matrix: SparseMatrix, _ partition: Partition, source: DenseVector<Double>, lanes: Int,
    target: DenseVector<Double>, threads: Int
  ) {
    check(matrix.columnCount, matrix.rowCount, source.count, target.count, lanes)
    guard !matrix.columns.isEmpty else { return target.fill(with: 0) }
    // SAFETY: the pointers live through the call; sizes were checked, and columns are below columnCount by invariant.
    unsafe matrix.rowOffsets.withUnsafeBufferPointer { offsets in
      unsafe matrix.columns.withUnsafeBufferPointer { columns in
        unsafe matrix.values.withUnsafeBufferPointer { values in
          guard let start = offsets.baseAddress, let columns = columns.baseAddress, let values = values.baseAddress
          else { return }
          let slices = unsafe Slices<Double>(
            offsets: start, columns: columns, values: values)
          let from = unsafe UnsafeRawPointer(source.pointer)
          let into = unsafe UnsafeMutableRawPointer(target.pointer)
          Parallel.forEach(partition.count, threads: threads) { piece in
            let range = partition[piece]
            switch lanes {
            case 1: unsafe gatherScalars(slices, range, source.pointer, target.pointer)
            case 2: unsafe gatherBlocks(slices, range, from, into, 1, SIMD2<Double>.self)
            case 4: unsafe gatherBlocks(slices, range, from, into, 1, SIMD4<Double>.self)
            case 8: unsafe gatherBlocks(slices, range, from, into, 1, SIMD8<Double>.self)
            default: unsafe gatherBlocks(slices, range, from, into, lanes / 8, SIMD8<Double>.self)
            }
          }
        }
      }
    }
  }

  /// The same for single precision: `values` stand in for those of the matrix.
  public static func apply(
    _ matrix: SparseMatrix, values: [Float], _ partition: Partition, source: DenseVector<Float>, lanes: Int,
    target: DenseVector<Float>, threads: Int
  ) {
    check(matrix.columnCount, matrix.rowCount, source.count, target.count, lanes)
    precondition(values.count == matrix.columns.count, "an entry is a column with a value")
    guard !values.isEmpty else { return target.fill(with: 0) }
    // SAFETY: the pointers live through the call; sizes were checked, and columns are below columnCount by invariant.
    unsafe matrix.rowOffsets.withUnsafeBufferPointer { offsets in
      unsafe matrix.columns.withUnsafeBufferPointer { columns in
        unsafe values.withUnsafeBufferPointer { values in
          guard let start = offsets.baseAddress, let columns = columns.baseAddress, let values = values.baseAddress
          else { return }
          let slices = unsafe Slices<Float>(
            offsets: start, columns: columns, values: values)
          let from = unsafe UnsafeRawPointer(source.pointer)
          let into = unsafe UnsafeMutableRawPointer(target.pointer)
          Parallel.forEach(partition.count, threads: threads) { piece in
            let range = partition[piece]
            switch lanes {
            case 1: unsafe gatherScalars(slices, range, source.pointer, target.pointer)
            case 2: unsafe gatherBlocks(slices, range, from, into, 1, SIMD2<Float>.self)
            case 4: unsafe gatherBlocks(slices, range, from, into, 1, SIMD4<Float>.self)
            case 8: unsafe gatherBlocks(slices, range, from, into, 1, SIMD8<Float>.self)
            default: unsafe gatherBlocks(slices, range, from, into, lanes / 16, SIMD16<Float>.self)
            }
          }
        }
      }
    }
  }

  private static func check(_ columns: Int, _ rows: Int, _ source: Int, _ target: Int, _ lanes: Int) {
    precondition(lanes <= 2 || lanes == 4 || lanes == 8 || lanes.isMultiple(of: 16), "no kernel for \(lanes) lanes")
    precondition(source >= columns * lanes, "a block of \(source) numbers for \(columns) columns of \(lanes)")
    precondition(target >= rows * lanes, "a block of \(target) numbers for \(rows) rows of \(lanes)")
  }
}

/// The three arrays of a compressed matrix, hoisted once.
@unsafe
private struct Slices<Scalar> {
  let offsets: UnsafePointer<Int>
  let columns: UnsafePointer<UInt32>
  let values: UnsafePointer<Scalar>
}

/// One number a position: four running sums hide the latency of the addition.
@inline(__always)
private func gatherScalars<Scalar: BinaryFloatingPoint>(
  _ slices: Slices<Scalar>, _ range: Range<Int>, _ source: UnsafePointer<Scalar>,
  _ target: UnsafeMutablePointer<Scalar>
) {
  // SAFETY: the caller checked the sizes; entries of a slice lie between its offsets.
  let offsets = unsafe slices.offsets
  let columns = unsafe slices.columns
  let values = unsafe slices.values
  for slice in range {
    var entry = unsafe offsets[slice]
    let end = unsafe offsets[slice &+ 1]
    var a: Scalar = 0
    var b: Scalar = 0
    var c: Scalar = 0
    var d: Scalar = 0
    while entry &+ 4 <= end {
      unsafe a += values[entry] * source[Int(columns[entry])]
      unsafe b += values[entry &+ 1] * source[Int(columns[entry &+ 1])]
      unsafe c += values[entry &+ 2] * source[Int(columns[entry &+ 2])]
      unsafe d += values[entry &+ 3] * source[Int(columns[entry &+ 3])]
      entry &+= 4
    }
    while entry < end {
      unsafe a += values[entry] * source[Int(columns[entry])]
      entry &+= 1
    }
    unsafe target[slice] = (a + b) + (c + d)
  }
}

/// `groups` blocks of one vector type a position, two entries at a time.
@inline(__always)
private func gatherBlocks<Block: SIMD>(
  _ slices: Slices<Block.Scalar>, _ range: Range<Int>, _ source: UnsafeRawPointer,
  _ target: UnsafeMutableRawPointer, _ groups: Int, _ type: Block.Type
) where Block.Scalar: BinaryFloatingPoint {
  // SAFETY: the caller checked the sizes; blocks begin at multiples of the type's size from an aligned start.
  let offsets = unsafe slices.offsets
  let columns = unsafe slices.columns
  let values = unsafe slices.values
  let blocks = unsafe source.assumingMemoryBound(to: Block.self)
  let results = unsafe target.assumingMemoryBound(to: Block.self)
  for slice in range {
    let start = unsafe offsets[slice]
    let end = unsafe offsets[slice &+ 1]
    for group in 0..<groups {
      var entry = start
      var even = Block.zero
      var odd = Block.zero
      while entry &+ 2 <= end {
        unsafe even += blocks[Int(columns[entry]) &* groups &+ group] * Block(repeating: values[entry])
        unsafe odd += blocks[Int(columns[entry &+ 1]) &* groups &+ group] * Block(repeating: values[entry &+ 1])
        entry &+= 2
      }
      if entry < end {
        unsafe even += blocks[Int(columns[entry]) &* groups &+ group] * Block(repeating: values[entry])
      }
      unsafe results[slice &* groups &+ group] = even + odd
    }
  }
}
