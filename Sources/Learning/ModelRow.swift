import LinearAlgebra

/// The problem of one document in `DualDirection`: the δ that is −C·S·z at the changes z of logits that it brings about.
///
/// It is linear. Its matrix is a diagonal and a product of two vectors, so that the solution costs O(K), as in
/// `RowProblem`.
final class ModelRow {
  /// z, which the caller fills in: `lanes` numbers.
  let logits: DenseVector<Float>
  /// What δ changes by, which `solve` fills in.
  let change: DenseVector<Float>
  private let lanes: Int

  init(lanes: Int) {
    self.lanes = lanes
    logits = DenseVector(repeating: 0, count: lanes)
    change = DenseVector(repeating: 0, count: lanes)
  }

  /// - Parameters:
  ///   - dual: δ, `lanes` numbers.
  ///   - probabilities: p, zeros in lanes without a label.
  ///   - strength: C·s.
  ///   - squaredLength: of the document, more than 0.
  /// - Returns: ‖δ + C·S·z‖² before.
  @inline(__always)
  func solve(
    dual: UnsafePointer<Float>, probabilities: UnsafePointer<Double>, strength: Float, squaredLength: Float
  ) -> Float {
    let curvature = strength * squaredLength
    switch lanes {
    case 1:
      // SAFETY: one number in each block.
      let slope = unsafe Float(probabilities[0] * (1 - probabilities[0]))
      let off = unsafe dual[0] + strength * slope * logits.pointer[0]
      unsafe change.pointer[0] = -off / (1 + curvature * slope)
      return off * off
    case 2: return unsafe solve(dual, probabilities, strength, curvature, 1, SIMD2<Float>.self)
    case 4: return unsafe solve(dual, probabilities, strength, curvature, 1, SIMD4<Float>.self)
    case 8: return unsafe solve(dual, probabilities, strength, curvature, 1, SIMD8<Float>.self)
    default: return unsafe solve(dual, probabilities, strength, curvature, lanes / 16, SIMD16<Float>.self)
    }
  }

  @inline(__always)
  private func solve<Block: SIMD>(
    _ dual: UnsafePointer<Float>, _ probabilities: UnsafePointer<Double>, _ strength: Float, _ curvature: Float,
    _ groups: Int, _ type: Block.Type
  ) -> Float where Block.Scalar == Float {
    // SAFETY: every block has `lanes` numbers, `groups` vectors, from starts that are aligned to a vector.
    let a = unsafe UnsafeRawPointer(dual).assumingMemoryBound(to: Block.self)
    let z = unsafe UnsafeRawPointer(logits.pointer).assumingMemoryBound(to: Block.self)
    let shares = unsafe change.pointer
    let blocks = unsafe UnsafeMutableRawPointer(shares).assumingMemoryBound(to: Block.self)
    for lane in 0..<lanes { unsafe shares[lane] = Float(probabilities[lane]) }
    var mean = Block.zero
    for group in 0..<groups { unsafe mean += blocks[group] * z[group] }
    let centre = mean.sum()
    var crossed = Block.zero
    var own = Block.zero
    var squares = Block.zero
    for group in 0..<groups {
      let share = unsafe blocks[group]
      let off = unsafe a[group] + share * (z[group] - centre) * strength
      let scaled = share / (Block(repeating: 1) + share * curvature)
      crossed += scaled * off
      own += scaled
      squares += off * off
    }
    let factor = curvature * crossed.sum() / own.sum()
    for group in 0..<groups {
      let share = unsafe blocks[group]
      let off = unsafe a[group] + share * (z[group] - centre) * strength
      unsafe blocks[group] = -(off + share * factor) / (Block(repeating: 1) + share * curvature)
    }
    return squares.sum()
  }
}
