/// The inverse W = L⁻¹ of the Cholesky factor of A = L·Lᵀ, from which blocks of A⁻¹ = Wᵀ·W are read.
///
/// For whoever wants a few blocks on the diagonal of an inverse and not the inverse: ⅓·n³ operations for the factor
/// and as many for W, all in `PackedTiles`; a solution for every unit vector takes n³ more.
public struct InverseFactor {
  /// The width of the blocks that are factorised and inverted one by one.
  private static let block = 64
  /// How deep products are cut, so that a panel stays in the first-level cache.
  private static let depth = 256

  public let order: Int
  private let stride: Int
  /// W by panels of four columns: row k of panel p at `(p · stride + k) · 4`.
  private let panels: DenseVector<Double>

  /// - Parameter matrix: is overwritten by its factor.
  public init(factorising matrix: SymmetricMatrix, threads: Int = 1) throws(LinearAlgebraError) {
    order = matrix.order
    stride = matrix.stride
    panels = DenseVector(repeating: 0, count: stride * stride)
    try matrix.factorise(threads: threads)
    invert(matrix, threads: threads)
  }

  /// The operations (multiplications and additions) of `init` for a matrix of this order.
  public static func operations(order: Int) -> Double { 2.0 / 3 * Double(order) * Double(order) * Double(order) }

  /// The block of A⁻¹ over `range` of rows and columns: `range.count²` numbers.
  public func inverseBlock(_ range: Range<Int>) -> [Double] {
    precondition(range.lowerBound >= 0 && range.upperBound <= order, "rows \(range) of a matrix of \(order)")
    let count = range.count
    var result = [Double](repeating: 0, count: count * count)
    for a in range {
      for b in range.lowerBound...a {
        // SAFETY: columns and rows are below the order.
        let left = unsafe panels.pointer + (a / 4 * stride) * 4 + a % 4
        let right = unsafe panels.pointer + (b / 4 * stride) * 4 + b % 4
        var even = 0.0
        var odd = 0.0
        var row = a
        while row &+ 1 < order {
          unsafe even += left[row &* 4] * right[row &* 4]
          unsafe odd += left[row &* 4 &+ 4] * right[row &* 4 &+ 4]
          row &+= 2
        }
        if row < order { unsafe even += left[row &* 4] * right[row &* 4] }
        result[(a - range.lowerBound) * count + b - range.lowerBound] = even + odd
        result[(b - range.lowerBound) * count + a - range.lowerBound] = even + odd
      }
    }
    return result
  }

  // MARK: - The factor

  /// Turns the lower triangle into L, block column by block column: the block on the diagonal, what is below it, and
  /// what that takes from the rest.
  fileprivate static func factorise(_ matrix: SymmetricMatrix, threads: Int) throws(LinearAlgebraError) {
    let n = matrix.stride
    let packed = DenseVector<Double>(repeating: 0, count: n * block)
    var inverse = [Double](repeating: 0, count: block * block)
    let inversePanels = DenseVector<Double>(repeating: 0, count: block * block)
    for start in Swift.stride(from: 0, to: n, by: block) {
      let width = min(block, n - start)
      let end = start + width
      try factoriseBlock(matrix, start, width)
      guard end < n else { break }
      invertBlock(matrix, start, width, &inverse)
      // SAFETY: `width` is a multiple of four, and rows and panels lie within the buffers made for them.
      unsafe inverse.withUnsafeBufferPointer { inverse in
        guard let base = inverse.baseAddress else { return }
        for panel in 0..<width / 4 {
          unsafe PackedTiles.pack(
            base + panel * 4 * block, stride: block, depth: width, into: inversePanels.pointer + panel * 4 * width)
        }
      }
      let rows = (n - end) / 4
      // L₂₁ = A₂₁·L₁₁⁻ᵀ, in place and packed.
      Parallel.forEach((rows + 15) / 16, threads: threads) { piece in
        for row in piece * 16..<min(rows, piece * 16 + 16) {
          // SAFETY: as above; pieces have rows of their own.
          let own = unsafe matrix.storage.pointer + (end + row * 4) * n + start
          let panel = unsafe packed.pointer + row * 4 * width
          unsafe PackedTiles.pack(own, stride: n, depth: width, into: panel)
          for column in 0..<width / 4 {
            let tile = unsafe PackedTiles.product(
              panel, inversePanels.pointer + column * 4 * width, depth: column * 4 + 4)
            unsafe PackedTiles.store(tile, 1, to: own + column * 4, stride: n)
          }
          unsafe PackedTiles.pack(own, stride: n, depth: width, into: panel)
        }
      }
      matrix.addProduct(of: packed, depth: width, panels: end / 4..<n / 4, factor: -1, threads: threads)
    }
  }

  private static func factoriseBlock(
    _ matrix: SymmetricMatrix, _ start: Int, _ width: Int
  ) throws(LinearAlgebraError) {
    let n = matrix.stride
    // SAFETY: the block lies within the storage.
    let a = unsafe matrix.storage.pointer + start * n + start
    for j in 0..<width {
      for i in j..<width {
        var sum = unsafe a[i * n + j]
        for k in 0..<j { unsafe sum -= a[i * n + k] * a[j * n + k] }
        if i == j {
          guard sum > 0, sum.isFinite else { throw .notPositiveDefinite(order: start + j + 1) }
          unsafe a[j * n + j] = sum.squareRoot()
        } else {
          unsafe a[i * n + j] = sum / a[j * n + j]
        }
      }
    }
  }

  /// Writes the inverse of a block of L on the diagonal, row-major with rows of `block` numbers.
  private static func invertBlock(_ matrix: SymmetricMatrix, _ start: Int, _ width: Int, _ inverse: inout [Double]) {
    let n = matrix.stride
    // SAFETY: the block lies within the storage.
    let a = unsafe matrix.storage.pointer + start * n + start
    for i in 0..<width {
      let pivot = unsafe 1 / a[i * n + i]
      for j in 0..<i {
        var sum = 0.0
        for k in j..<i { unsafe sum += a[i * n + k] * inverse[k * block + j] }
        inverse[i * block + j] = -pivot * sum
      }
      inverse[i * block + i] = pivot
      for j in i + 1..<max(block, i + 1) { inverse[i * block + j] = 0 }
    }
  }

  // MARK: - Its inverse

  /// W block row by block row: Wᵣ = −Lᵣᵣ⁻¹·(Lᵣ·W above), and Lᵣᵣ⁻¹ on the diagonal.
  private func invert(_ matrix: SymmetricMatrix, threads: Int) {
    let n = stride
    let block = Self.block
    let rows = DenseVector<Double>(repeating: 0, count: block * n)
    let diagonal = DenseVector<Double>(repeating: 0, count: block * block)
    // Lᵣ·W by panels of four columns, as W is.
    let above = DenseVector<Double>(repeating: 0, count: block * n)
    var inverse = [Double](repeating: 0, count: block * block)
    for start in Swift.stride(from: 0, to: n, by: block) {
      let width = min(block, n - start)
      let bands = width / 4
      Self.invertBlock(matrix, start, width, &inverse)
      for band in 0..<bands {
        // SAFETY: bands of four rows lie within the buffers made for a block of rows.
        unsafe inverse.withUnsafeBufferPointer { inverse in
          guard let base = inverse.baseAddress else { return }
          unsafe PackedTiles.pack(
            base + band * 4 * block, stride: block, depth: width, into: diagonal.pointer + band * 4 * width)
        }
        unsafe PackedTiles.pack(
          matrix.storage.pointer + (start + band * 4) * n, stride: n, depth: start, into: rows.pointer + band * 4 * n)
        for row in band * 4..<band * 4 + 4 {
          for column in 0...row { place(inverse[row * block + column], start + row, start + column) }
        }
      }
      let groups = (start / 4 + 7) / 8
      Parallel.forEach(groups, threads: threads) { group in
        for column in group * 8..<min(start / 4, group * 8 + 8) {
          // SAFETY: as above; groups have panels of columns of their own.
          let own = unsafe panels.pointer + column * n * 4
          let product = unsafe above.pointer + column * block * 4
          unsafe product.update(repeating: 0, count: width * 4)
          for low in Swift.stride(from: column * 4, to: start, by: Self.depth) {
            let depth = min(Self.depth, start - low)
            for band in 0..<bands {
              let tile = unsafe PackedTiles.product(
                rows.pointer + band * 4 * n + low * 4, own + low * 4, depth: depth)
              unsafe PackedTiles.add(tile, 1, to: product + band * 16, stride: 4)
            }
          }
          for band in 0..<bands {
            let tile = unsafe PackedTiles.product(
              diagonal.pointer + band * 4 * width, product, depth: band * 4 + 4)
            unsafe PackedTiles.store(tile, -1, to: own + (start + band * 4) * 4, stride: 4)
          }
        }
      }
    }
  }

  private func place(_ value: Double, _ row: Int, _ column: Int) {
    panels[(column / 4 * stride + row) * 4 + column % 4] = value
  }
}

extension SymmetricMatrix {
  /// Turns the lower triangle into L of A = L·Lᵀ, in ⅓·n³ operations.
  ///
  /// The same bytes for any number of threads and beside any LAPACK, which `Cholesky` does not promise.
  public func factorise(threads: Int = 1) throws(LinearAlgebraError) {
    try InverseFactor.factorise(self, threads: threads)
  }
}
