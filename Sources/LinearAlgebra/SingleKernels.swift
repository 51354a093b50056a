/// Vector operations of the conjugate gradients in single precision, fused so that each vector is read once.
///
/// Sums run in double precision and one fixed order. Vectors must have equal counts.
public enum SingleKernels {
  /// xᵀy.
  public static func dot(_ x: DenseVector<Float>, _ y: DenseVector<Float>) -> Double {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) numbers")
    let whole = x.count & ~7
    var total = 0.0
    var position = 0
    // SAFETY: positions stay below the common count; the start of a vector is aligned to 64 bytes.
    let left = unsafe UnsafeRawPointer(x.pointer)
    let right = unsafe UnsafeRawPointer(y.pointer)
    // Runs of 512 products are added in single precision, the runs in double.
    while position < whole {
      let end = min(position &+ 512, whole)
      var sums = SIMD8<Float>.zero
      while position < end {
        unsafe sums +=
          left.load(fromByteOffset: position &* 4, as: SIMD8<Float>.self)
          * right.load(fromByteOffset: position &* 4, as: SIMD8<Float>.self)
        position &+= 8
      }
      total += horizontalSum(sums)
    }
    while position < x.count {
      unsafe total += Double(x.pointer[position]) * Double(y.pointer[position])
      position &+= 1
    }
    return total
  }

  /// solution += step·search and residual −= step·product.
  public static func step(
    _ step: Float, search: DenseVector<Float>, product: DenseVector<Float>, solution: DenseVector<Float>,
    residual: DenseVector<Float>
  ) {
    let count = search.count
    precondition(
      product.count == count && solution.count == count && residual.count == count, "vectors of equal counts")
    // SAFETY: the index stays below the common count.
    for index in 0..<count {
      unsafe solution.pointer[index] += step * search.pointer[index]
      unsafe residual.pointer[index] -= step * product.pointer[index]
    }
  }

  /// search ← conditioned + factor·search.
  public static func turn(_ factor: Float, conditioned: DenseVector<Float>, search: DenseVector<Float>) {
    let count = search.count
    precondition(conditioned.count == count, "vectors of equal counts")
    // SAFETY: the index stays below the common count.
    for index in 0..<count {
      unsafe search.pointer[index] = conditioned.pointer[index] + factor * search.pointer[index]
    }
  }

  @inline(__always)
  private static func horizontalSum(_ sums: SIMD8<Float>) -> Double {
    var total = 0.0
    for lane in 0..<8 { total += Double(sums[lane]) }
    return total
  }
}
