import LinearAlgebra

/// The problem of one document in `DualAscent`: the a that is C·s·(y − p) at the logits that it brings about.
///
/// With the logits z as they are and q the squared length of the document, the change δ solves
/// a + δ + C·s·(softmax(z + q·δ) − y) = 0. Its Jacobian is a diagonal and a product of two vectors, so that a step of
/// Newton's method costs O(K) (Sherman and Morrison 1950).
final class RowProblem {
  /// z, which the caller fills in: `lanes` numbers.
  let logits: DenseVector<Float>
  /// δ, which `solve` fills in.
  let change: DenseVector<Float>
  private let shares: DenseVector<Float>
  private let lanes: Int
  private let free: Int
  /// Rows that are out of the softmax: their labels have no documents.
  private let absent: [Int]

  init(_ problem: TrainingProblem) {
    lanes = problem.lanes
    free = problem.rows
    absent = problem.absentRows
    logits = DenseVector(repeating: 0, count: lanes)
    change = DenseVector(repeating: 0, count: lanes)
    shares = DenseVector(repeating: 0, count: lanes)
  }

  /// - Parameters:
  ///   - dual: a, `lanes` numbers.
  ///   - strength: C·s.
  ///   - squaredLength: q, more than 0.
  ///   - target: the row of the document's label, −1 for the base.
  /// - Returns: C times about what a visit finds left of the objective, and ‖a − C·s·(y − p)‖² before it.
  @inline(__always)
  func solve(
    dual: UnsafePointer<Float>, strength: Float, squaredLength: Float, target: Int, smallMove: Float,
    largestMove: Float, largestStepCount: Int
  ) -> (left: Float, square: Float) {
    let limits = Limits(small: smallMove, large: largestMove, steps: largestStepCount)
    switch lanes {
    case 1: return unsafe solveOne(dual, strength, squaredLength, target, limits)
    case 2: return unsafe solve(dual, strength, squaredLength, target, limits, 1, SIMD2<Float>.self)
    case 4: return unsafe solve(dual, strength, squaredLength, target, limits, 1, SIMD4<Float>.self)
    case 8: return unsafe solve(dual, strength, squaredLength, target, limits, 1, SIMD8<Float>.self)
    default: return unsafe solve(dual, strength, squaredLength, target, limits, lanes / 16, SIMD16<Float>.self)
    }
  }

  /// Goes further in the direction of the change.
  @inline(__always)
  func relax(_ factor: Float) {
    // SAFETY: `lanes` numbers.
    for lane in 0..<lanes { unsafe change.pointer[lane] *= factor }
  }

  private struct Limits {
    var small: Float
    var large: Float
    var steps: Int
  }

  @inline(__always)
  private func solve<Block: SIMD>(
    _ dual: UnsafePointer<Float>, _ strength: Float, _ q: Float, _ target: Int, _ limits: Limits, _ groups: Int,
    _ type: Block.Type
  ) -> (left: Float, square: Float) where Block.Scalar == Float {
    // SAFETY: every block has `lanes` numbers, `groups` vectors, from starts that are aligned to a vector.
    let z = unsafe logits.pointer
    let p = unsafe shares.pointer
    let delta = unsafe change.pointer
    let a = unsafe UnsafeRawPointer(dual).assumingMemoryBound(to: Block.self)
    let blocks = unsafe UnsafeMutableRawPointer(p).assumingMemoryBound(to: Block.self)
    let moved = unsafe UnsafeMutableRawPointer(delta).assumingMemoryBound(to: Block.self)
    var largest = unsafe z[0]
    for label in 1..<free { unsafe largest = z[label] > largest ? z[label] : largest }
    for lane in 0..<lanes { unsafe delta[lane] = 0 }
    var left: Float = 0
    var square: Float = 0
    for step in 0..<limits.steps {
      for lane in 0..<lanes { unsafe p[lane] = singleExponential(z[lane] + q * delta[lane] - largest) }
      for lane in free..<lanes { unsafe p[lane] = 0 }
      for row in absent { unsafe p[row] = 0 }
      var total = Block.zero
      for group in 0..<groups { unsafe total += blocks[group] }
      let scale = 1 / total.sum()
      // F = D⁻¹·g, with g what the equation is off by and D = 1 + C·s·q·p.
      var crossed = Block.zero
      var own = Block.zero
      var offSquares = Block.zero
      let curvature = strength * q
      for group in 0..<groups {
        let share = unsafe blocks[group] * scale
        unsafe blocks[group] = share
        var off = unsafe a[group] + moved[group] + share * strength
        if group == target / Block.scalarCount { off[target % Block.scalarCount] -= strength }
        let scaled = share / (Block(repeating: 1) + share * curvature)
        crossed += scaled * off
        own += scaled
        offSquares += off * off
      }
      // 1 − C·s·q·pᵀD⁻¹p is Σ D⁻¹p, since the shares sum to 1: no difference of like numbers.
      let factor = curvature * crossed.sum() / own.sum()
      if step == 0 { square = offSquares.sum() }
      // The step is −(F + factor·D⁻¹p).
      var furthest: Float = 0
      var decrement = Block.zero
      for group in 0..<groups {
        let share = unsafe blocks[group]
        var off = unsafe a[group] + moved[group] + share * strength
        if group == target / Block.scalarCount { off[target % Block.scalarCount] -= strength }
        let move = (off + share * factor) / (Block(repeating: 1) + share * curvature)
        decrement += move * off
        unsafe blocks[group] = move
      }
      for lane in 0..<free { unsafe furthest = abs(p[lane]) > furthest ? abs(p[lane]) : furthest }
      furthest *= q
      if step == 0 { left = q * decrement.sum() }
      let limit = furthest > limits.large ? limits.large / furthest : 1
      for group in 0..<groups { unsafe moved[group] -= blocks[group] * limit }
      if furthest < limits.small { break }
    }
    return (left, square)
  }

  /// With one free row beside a base of logit 0, everything is a number.
  @inline(__always)
  private func solveOne(
    _ dual: UnsafePointer<Float>, _ strength: Float, _ q: Float, _ target: Int, _ limits: Limits
  ) -> (left: Float, square: Float) {
    // SAFETY: one number in each block.
    let z = unsafe logits.pointer[0]
    let a = unsafe dual[0]
    let y: Float = target == 0 ? 1 : 0
    var delta: Float = 0
    var left: Float = 0
    var square: Float = 0
    for step in 0..<limits.steps {
      let moved = z + q * delta
      // σ(|z|) from an exponential that cannot overflow.
      let power = singleExponential(-abs(moved))
      let upper = 1 / (1 + power)
      let share = moved > 0 ? upper : power * upper
      let off = a + delta + strength * (share - y)
      let move = off / (1 + strength * q * share * (1 - share))
      let furthest = q * abs(move)
      if step == 0 {
        square = off * off
        left = q * off * move
      }
      delta -= furthest > limits.large ? move * (limits.large / furthest) : move
      if furthest < limits.small { break }
    }
    unsafe change.pointer[0] = delta
    return (left, square)
  }
}
