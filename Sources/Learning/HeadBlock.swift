import LinearAlgebra

/// The preconditioner of the document space: a dense block on the head, a multiple μ of the identity on the rest.
///
/// For r = X̃ᵀa + c with head h it gives a/μ on documents and, with h′ = B⁻¹h, the extra c′ = h′ − (h − c)/μ.
final class HeadBlock {
  private let problem: TrainingProblem
  private let lanes: Int
  private let factor: HeadFactor
  /// The mean over documents of the squared length outside the head.
  private let tail: Float
  private let singles: [Float]
  /// 1/μ of each lane.
  private var inverse: [Float]

  var width: Int { factor.width }

  init(_ problem: TrainingProblem, lanes: Int) {
    self.problem = problem
    self.lanes = lanes
    factor = HeadFactor(problem, lanes: lanes)
    func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    let outside = squares(problem.reduction.transpose.values) - squares(factor.heads.values)
    tail = Float(max(0, outside) / Double(max(1, problem.documentCount)))
    inverse = [Float](repeating: 1, count: lanes)
    singles = factor.heads.values.map { Float($0) }
  }

  func prepare(probabilities: DenseVector<Double>, penalty: Double, threads: Int) {
    let count = problem.documentCount
    let heads = factor.heads
    let lanes = lanes
    let rows = problem.rows
    var diagonal = [Float](repeating: Float(penalty), count: (width + 1) * lanes)
    for lane in 0..<lanes { diagonal[width * lanes + lane] = 0 }
    var curvature = [Float](repeating: 0, count: count)
    var totals = [Float](repeating: 0, count: lanes)
    var own = [Float](repeating: 0, count: lanes)
    unsafe diagonal.withUnsafeMutableBufferPointer { diagonal in
      unsafe own.withUnsafeMutableBufferPointer { own in
        for document in 0..<count {
          let weight = problem.documentWeights[document]
          var sum: Float = 0
          for lane in 0..<rows {
            let p = probabilities[document * lanes + lane]
            let share = Float(weight * p * (1 - p))
            unsafe own[lane] = share
            sum += share
            totals[lane] += share
            unsafe diagonal[width * lanes + lane] += share
          }
          curvature[document] = sum / Float(rows)
          for entry in heads.rowOffsets[document]..<heads.rowOffsets[document + 1] {
            let square = Float(heads.values[entry] * heads.values[entry])
            // SAFETY: `lanes` numbers a head column, and as many of the document's own.
            let place = Int(heads.columns[entry]) &* lanes
            for lane in 0..<lanes { unsafe diagonal[place &+ lane] += own[lane] * square }
          }
        }
      }
    }
    for lane in 0..<lanes {
      inverse[lane] = 1 / (Float(penalty) + tail * totals[lane] / Float(max(1, count)))
      if !problem.fitsIntercept || diagonal[width * lanes + lane] < .leastNormalMagnitude {
        diagonal[width * lanes + lane] = 1
      }
    }
    factor.prepare(diagonal: diagonal, curvature: curvature, penalty: penalty, threads: threads)
  }

  /// Writes the preconditioned vector. The image of `residual` must be that of its documents alone: its extra part
  /// is accounted for here, in the image of the result.
  func apply(_ residual: DocumentVector<Float>, into result: DocumentVector<Float>, threads: Int) {
    let lanes = lanes
    factor.work.copy(from: residual.head)
    factor.solve()
    result.head.copy(from: factor.work)
    for index in 0..<residual.head.count {
      result.extra[index] =
        result.head[index] - inverse[index % lanes] * (residual.head[index] - residual.extra[index])
    }
    unsafe inverse.withUnsafeBufferPointer { inverse in
      for document in 0..<problem.documentCount {
        let start = document * lanes
        // SAFETY: every block has `lanes` numbers a document.
        for lane in 0..<lanes {
          unsafe result.documents.pointer[start + lane] = inverse[lane] * residual.documents.pointer[start + lane]
          unsafe result.image.pointer[start + lane] = inverse[lane] * residual.image.pointer[start + lane]
        }
      }
    }
    addImage(of: result.extra, to: result.image, threads: threads)
  }

  /// image += X̃ₕ·extra.
  func addImage(of extra: DenseVector<Float>, to image: DenseVector<Float>, threads: Int) {
    let pieces = problem.pieces
    Parallel.forEach(pieces.count, threads: threads) { piece in
      switch lanes {
      case 1: addScalars(pieces[piece], extra, image)
      case 2: add(pieces[piece], extra, image, 1, SIMD2<Float>.self)
      case 4: add(pieces[piece], extra, image, 1, SIMD4<Float>.self)
      case 8: add(pieces[piece], extra, image, 1, SIMD8<Float>.self)
      default: add(pieces[piece], extra, image, lanes / 16, SIMD16<Float>.self)
      }
    }
  }

  @inline(__always)
  private func add<Block: SIMD>(
    _ documents: Range<Int>, _ extra: DenseVector<Float>, _ image: DenseVector<Float>, _ groups: Int,
    _ type: Block.Type
  ) where Block.Scalar == Float {
    // SAFETY: `lanes` numbers a document and a head column, from starts aligned to 64 bytes; the head's columns are
    // below `width`.
    let sums = unsafe UnsafeMutableRawPointer(image.pointer).assumingMemoryBound(to: Block.self)
    let blocks = unsafe UnsafeRawPointer(extra.pointer).assumingMemoryBound(to: Block.self)
    let heads = factor.heads
    unsafe singles.withUnsafeBufferPointer { values in
      unsafe heads.columns.withUnsafeBufferPointer { columns in
        for document in documents {
          for group in 0..<groups {
            var sum = unsafe sums[document &* groups &+ group] + blocks[width &* groups &+ group]
            for entry in heads.rowOffsets[document]..<heads.rowOffsets[document + 1] {
              unsafe sum += blocks[Int(columns[entry]) &* groups &+ group] * Block(repeating: values[entry])
            }
            unsafe sums[document &* groups &+ group] = sum
          }
        }
      }
    }
  }

  private func addScalars(_ documents: Range<Int>, _ extra: DenseVector<Float>, _ image: DenseVector<Float>) {
    let heads = factor.heads
    unsafe singles.withUnsafeBufferPointer { values in
      unsafe heads.columns.withUnsafeBufferPointer { columns in
        for document in documents {
          // SAFETY: one number a document and a head column.
          var sum = unsafe image.pointer[document] + extra.pointer[width]
          for entry in heads.rowOffsets[document]..<heads.rowOffsets[document + 1] {
            unsafe sum += extra.pointer[Int(columns[entry])] * values[entry]
          }
          unsafe image.pointer[document] = sum
        }
      }
    }
  }

  /// The same in double precision.
  func addImage(of extra: DenseVector<Double>, to image: DenseVector<Double>, threads: Int) {
    let heads = factor.heads
    let lanes = lanes
    let intercepts = width * lanes
    let pieces = problem.pieces
    Parallel.forEach(pieces.count, threads: threads) { piece in
      for document in pieces[piece] {
        // SAFETY: as above.
        let own = unsafe image.pointer + document * lanes
        for lane in 0..<lanes { unsafe own[lane] += extra.pointer[intercepts + lane] }
        for entry in heads.rowOffsets[document]..<heads.rowOffsets[document + 1] {
          let value = heads.values[entry]
          let from = unsafe extra.pointer + Int(heads.columns[entry]) * lanes
          for lane in 0..<lanes { unsafe own[lane] += value * from[lane] }
        }
      }
    }
  }
}
