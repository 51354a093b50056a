import LinearAlgebra

/// A vector of weights in terms of documents: v = X̃ᵀa + c, where X̃ has a column of ones for the intercepts and c
/// lives on the head alone: the most frequent terms and the intercepts.
///
/// With its image y = X̃v and its head h = X̃ₕᵀa + c carried along, inner products cost O(n·K) instead of O(terms·K):
/// ⟨v₁, v₂⟩ = a₁·y₂ + c₁·h₂.
struct DocumentVector<Scalar: BinaryFloatingPoint & BitwiseCopyable> {
  /// a: `lanes` numbers a document.
  let documents: DenseVector<Scalar>
  /// c: `lanes` numbers a head column, the intercepts last.
  let extra: DenseVector<Scalar>
  /// y = X̃v.
  let image: DenseVector<Scalar>
  /// h: v on the head.
  let head: DenseVector<Scalar>

  init(documents: Int, head: Int) {
    self.documents = DenseVector(repeating: 0, count: documents)
    extra = DenseVector(repeating: 0, count: head)
    image = DenseVector(repeating: 0, count: documents)
    self.head = DenseVector(repeating: 0, count: head)
  }

  var parts: [DenseVector<Scalar>] { [documents, extra, image, head] }

  func copy(from other: DocumentVector) {
    for (mine, theirs) in zip(parts, other.parts) { mine.copy(from: theirs) }
  }
}

extension DocumentVector where Scalar == Double {
  func dot(_ other: DocumentVector) -> Double {
    BLAS.dot(documents, other.image) + BLAS.dot(extra, other.head)
  }

  /// The inner product without the intercepts, whose numbers are the last `lanes` of the head.
  func penalisedDot(_ other: DocumentVector, lanes: Int) -> Double {
    let start = extra.count - lanes
    var sum = BLAS.dot(documents, other.image) + BLAS.dot(extra, other.head, count: start)
    for index in start..<extra.count { sum += (extra[index] - head[index]) * other.head[index] }
    return sum
  }

  func add(_ factor: Double, _ other: DocumentVector) {
    for (mine, theirs) in zip(parts, other.parts) { BLAS.axpy(factor, theirs, mine) }
  }

  /// Takes over what conjugate gradients found: a and c only.
  func take(_ other: DocumentVector<Float>, scale: Double) {
    for (mine, theirs) in [(documents, other.documents), (extra, other.extra)] {
      // SAFETY: both have the same count, made from the same sizes.
      for index in 0..<mine.count { unsafe mine.pointer[index] = scale * Double(theirs.pointer[index]) }
    }
  }
}

extension DocumentVector where Scalar == Float {
  func dot(_ other: DocumentVector) -> Double {
    SingleKernels.dot(documents, other.image) + SingleKernels.dot(extra, other.head)
  }

  func take(_ other: DocumentVector<Double>, scale: Double) {
    for (mine, theirs) in zip(parts, other.parts) {
      // SAFETY: both have the same count, made from the same sizes.
      for index in 0..<mine.count { unsafe mine.pointer[index] = Float(scale * theirs.pointer[index]) }
    }
  }

  /// self ← other + factor·self, all four parts.
  func turn(_ factor: Float, _ other: DocumentVector) {
    for (mine, theirs) in zip(parts, other.parts) { SingleKernels.turn(factor, conditioned: theirs, search: mine) }
  }
}

extension DenseVector<Double> {
  func take(_ other: DenseVector<Float>) {
    precondition(count == other.count, "vectors of \(count) and \(other.count) numbers")
    // SAFETY: both have the same count.
    for index in 0..<count { unsafe pointer[index] = Double(other.pointer[index]) }
  }
}

extension DenseVector<Float> {
  func take(_ other: DenseVector<Double>) {
    precondition(count == other.count, "vectors of \(count) and \(other.count) numbers")
    // SAFETY: both have the same count.
    for index in 0..<count { unsafe pointer[index] = Float(other.pointer[index]) }
  }
}
