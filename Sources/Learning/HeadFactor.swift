import LinearAlgebra

/// The dense block of the preconditioners: an approximate inverse of the Hessian on the most frequent terms and the
/// intercepts.
///
/// The slow directions of conjugate gradients on texts are combinations of frequent terms. One matrix
/// B = Xₕᵀ·diag(d̄)·Xₕ + I/C, with d̄ᵢ the mean of sᵢpᵢₖ(1−pᵢₖ) over labels, is factorised for all labels; each label
/// k scales it by its own diagonal, Eₖ·B·Eₖ. Cost: Σ tᵢ²/2 for tᵢ frequent terms in document i, m³/3 for the Cholesky
/// factorisation, 2·m²·K a solution. Measured against the
/// diagonal alone, at widths of 64 to 256: two fifths of the products on articles, two thirds on sentences; 512 and
/// more cost what they save.
final class HeadFactor {
  private static let maximumWidth = 128

  private let fitsIntercept: Bool
  private let lanes: Int
  /// How many leading columns the block has; the intercept comes after them.
  let width: Int
  /// The head of each document: its entries in the leading columns.
  let heads: SparseMatrix
  /// The right-hand side, which `solve` turns into the solution: `lanes` numbers a variable.
  let work: DenseVector<Float>
  /// 1/Eₖⱼ, by lanes.
  private let scale: DenseVector<Float>
  /// The Cholesky factor by columns, and the reciprocals of its diagonal.
  private var factor: [Float] = []
  private var pivots: [Float] = []
  /// The head as a dense block with a column of ones, where documents have that many of its terms that this is faster.
  private let dense: WeightedProduct?

  init(_ problem: TrainingProblem, lanes: Int) {
    fitsIntercept = problem.fitsIntercept
    self.lanes = lanes
    width = min(problem.reduction.sharedColumnCount, Self.maximumWidth)
    heads = problem.reduction.leadingColumns(width)
    // Measured: an entry by entry product takes 1.5 ns a pair, a dense one 0.09 ns.
    var pairs = 0.0
    for document in 0..<problem.documentCount {
      let count = Double(heads.rowOffsets[document + 1] - heads.rowOffsets[document])
      pairs += count * count
    }
    let all = Double(problem.documentCount) * Double((width + 1) * (width + 1))
    dense = pairs * 12 > all ? WeightedProduct(heads) : nil
    scale = DenseVector(repeating: 0, count: (width + 1) * lanes)
    work = DenseVector(repeating: 0, count: (width + 1) * lanes)
  }

  /// - Parameters:
  ///   - diagonal: that of the Hessian on the block: `lanes` numbers a variable, all positive.
  ///   - curvature: d̄ᵢ of each document.
  ///   - threads: how many work.
  func prepare(diagonal: [Float], curvature: [Float], penalty: Double, threads: Int) {
    for index in diagonal.indices { scale[index] = 1 / diagonal[index].squareRoot() }
    let order = width + 1
    var block = gram(curvature: curvature, penalty: penalty, threads: threads)
    let roots = (0..<order).map { max(block[$0 * order + $0], .leastNormalMagnitude).squareRoot() }
    for column in 0..<order {
      for row in column..<order { block[column * order + row] /= roots[column] * roots[row] }
      // A little more than 1, so that rounding cannot make the block indefinite.
      block[column * order + column] = 1 + 1e-5
    }
    let matrix = SymmetricMatrix(order: order)
    for column in 0..<order {
      for row in column..<order { matrix[row, column] = block[column * order + row] }
    }
    factor = [Float](repeating: 0, count: order * order)
    pivots = [Float](repeating: 1, count: order)
    // Where the factorisation fails the diagonal alone has to do.
    guard (try? matrix.factorise()) != nil else { return }
    for column in 0..<order {
      for row in column..<order { factor[column * order + row] = Float(matrix[row, column]) }
      pivots[column] = Float(1 / matrix[column, column])
    }
  }

  /// The lower triangle of B, by columns.
  private func gram(curvature: [Float], penalty: Double, threads: Int) -> [Double] {
    let order = width + 1
    var block =
      dense.map { $0.product(weights: curvature, order: order, threads: threads) }
      ?? sparseGram(curvature: curvature)
    for index in 0..<width { block[index * order + index] += penalty }
    if !fitsIntercept {
      for index in 0..<width { block[index * order + width] = 0 }
      block[width * order + width] = 1
    }
    return block
  }

  private func sparseGram(curvature: [Float]) -> [Double] {
    let order = width + 1
    var block = [Double](repeating: 0, count: order * order)
    for document in 0..<curvature.count {
      let weight = Double(curvature[document])
      let range = heads.rowOffsets[document]..<heads.rowOffsets[document + 1]
      for right in range {
        let start = Int(heads.columns[right]) * order
        let scaled = weight * heads.values[right]
        for left in right..<range.upperBound { block[start + Int(heads.columns[left])] += scaled * heads.values[left] }
        block[start + width] += scaled
      }
      block[width * order + width] += weight
    }
    return block
  }

  /// Turns the right-hand side in `work` into the solution.
  func solve() {
    // SAFETY: both vectors have `lanes` numbers a variable of the block.
    for index in 0..<work.count { unsafe work.pointer[index] *= scale.pointer[index] }
    switch lanes {
    case 1: solveScalars()
    case 2: solve(SIMD2<Float>.self, 1)
    case 4: solve(SIMD4<Float>.self, 1)
    default: solve(SIMD8<Float>.self, lanes / 8)
    }
    for index in 0..<work.count { unsafe work.pointer[index] *= scale.pointer[index] }
  }

  /// Solves LLᵀ·x = work in place, for all lanes at once.
  @inline(__always)
  private func solve<Block: SIMD>(_ type: Block.Type, _ groups: Int) where Block.Scalar == Float {
    let order = width + 1
    // SAFETY: `work` holds `order · groups` blocks, aligned to 64 bytes; the factor holds `order` columns.
    let x = unsafe UnsafeMutableRawPointer(work.pointer).assumingMemoryBound(to: Block.self)
    for group in 0..<groups {
      for column in 0..<order {
        let value = unsafe x[column &* groups &+ group] * Block(repeating: pivots[column])
        unsafe x[column &* groups &+ group] = value
        var row = column &+ 1
        while row < order {
          unsafe x[row &* groups &+ group] -= value * Block(repeating: factor[column &* order &+ row])
          row &+= 1
        }
      }
      for column in stride(from: order - 1, through: 0, by: -1) {
        var sum = unsafe x[column &* groups &+ group]
        var row = column &+ 1
        while row < order {
          unsafe sum -= x[row &* groups &+ group] * Block(repeating: factor[column &* order &+ row])
          row &+= 1
        }
        unsafe x[column &* groups &+ group] = sum * Block(repeating: pivots[column])
      }
    }
  }

  /// The same for one lane.
  private func solveScalars() {
    let order = width + 1
    // SAFETY: `work` holds `order` numbers.
    let x = unsafe work.pointer
    for column in 0..<order {
      let value = unsafe x[column] * pivots[column]
      unsafe x[column] = value
      for row in column + 1..<max(order, column + 1) { unsafe x[row] -= value * factor[column * order + row] }
    }
    for column in stride(from: order - 1, through: 0, by: -1) {
      var sum = unsafe x[column]
      for row in column + 1..<max(order, column + 1) { unsafe sum -= x[row] * factor[column * order + row] }
      unsafe x[column] = sum * pivots[column]
    }
  }
}
