internal import CBLAS

/// Level 1 of the Basic Linear Algebra Subprograms, on the implementation that the system provides.
///
/// Only what rounds once an element goes to the library. Sums do not: implementations add in an order that depends on
/// the processor and on their thread count. Nor does `axpy`, which some round once and some twice. So a fit has the
/// same bytes beside any implementation.
public enum BLAS {
  /// y ← y + a·x
  public static func axpy(_ a: Double, _ x: DenseVector<Double>, _ y: DenseVector<Double>) {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) numbers")
    // SAFETY: both pointers hold `x.count` numbers.
    for index in 0..<x.count { unsafe y.pointer[index] += a * x.pointer[index] }
  }

  /// x ← a·x
  public static func scal(_ a: Double, _ x: DenseVector<Double>) {
    forEachChunk(of: x.count) { start, count in
      // SAFETY: `start + count` is within the vector.
      unsafe cblas_dscal(count, a, x.pointer + start, 1)
    }
  }

  /// xᵀy, summed in eight interleaved partial sums that are then added in order.
  public static func dot(_ x: DenseVector<Double>, _ y: DenseVector<Double>) -> Double {
    precondition(x.count == y.count, "vectors of \(x.count) and \(y.count) numbers")
    // SAFETY: both pointers hold `x.count` numbers.
    return unsafe orderedDot(x.pointer, y.pointer, x.count)
  }

  /// The same over the first `count` numbers.
  public static func dot(_ x: DenseVector<Double>, _ y: DenseVector<Double>, count: Int) -> Double {
    precondition(count <= min(x.count, y.count), "\(count) numbers of vectors with \(x.count) and \(y.count)")
    // SAFETY: both pointers hold `count` numbers.
    return unsafe orderedDot(x.pointer, y.pointer, count)
  }

  /// ‖x‖₂ by `dot`; the numbers of a fit are far from the range where squares overflow.
  public static func norm(_ x: DenseVector<Double>) -> Double { dot(x, x).squareRoot() }

  /// Calls with pieces whose lengths the library's 32-bit integers can hold.
  private static func forEachChunk(of count: Int, _ body: (_ start: Int, _ count: Int32) -> Void) {
    var start = 0
    while start < count {
      let length = min(count - start, 1 << 30)
      body(start, Int32(length))
      start += length
    }
  }
}

/// The one order of addition that sums of products keep in this module.
@inline(__always)
func orderedDot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
  var sums = SIMD8<Double>.zero
  let whole = count & ~7
  let left = unsafe UnsafeRawPointer(x)
  let right = unsafe UnsafeRawPointer(y)
  var position = 0
  while position < whole {
    // SAFETY: `position + 8 <= count` numbers are readable at both places; unaligned loads are asked for.
    let a = unsafe left.loadUnaligned(fromByteOffset: position &* 8, as: SIMD8<Double>.self)
    let b = unsafe right.loadUnaligned(fromByteOffset: position &* 8, as: SIMD8<Double>.self)
    sums += a * b
    position &+= 8
  }
  var total = 0.0
  for lane in 0..<8 { total += sums[lane] }
  while position < count {
    // SAFETY: `position < count`.
    total += unsafe x[position] * y[position]
    position &+= 1
  }
  return total
}
