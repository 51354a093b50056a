public import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Weights and intercepts: what a fit leaves behind and what scoring reads.
public struct LinearModel: Sendable, Equatable {
  public var labelCount: Int
  public var columnCount: Int
  /// `columnCount · rows` weights, term-major: the weight of column j for row k is at `j · rows + k`, so that scoring
  /// touches one cache line a term.
  public var weights: [Double]
  /// One a row.
  public var intercepts: [Double]

  /// Free rows: with two labels one, whose logits are (0, w·x + b); else one a label.
  public var rows: Int { Self.rows(forLabels: labelCount) }

  public static func rows(forLabels labelCount: Int) -> Int { labelCount == 2 ? 1 : labelCount }

  public init(labelCount: Int, columnCount: Int, weights: [Double], intercepts: [Double]) {
    let rows = Self.rows(forLabels: labelCount)
    precondition(weights.count == columnCount * rows, "\(weights.count) weights for \(columnCount) × \(rows)")
    precondition(intercepts.count == rows, "\(intercepts.count) intercepts for \(rows) rows")
    self.labelCount = labelCount
    self.columnCount = columnCount
    self.weights = weights
    self.intercepts = intercepts
  }

  /// The logits of every row of `matrix`: n × labelCount, row-major.
  ///
  /// Each document is summed on its own in the order of its columns, so a document scores alike in any batch.
  public func logits(of matrix: SparseMatrix, threads: Int = 1) throws(LearningError) -> [Double] {
    guard matrix.columnCount == columnCount else {
      throw .columnMismatch(columns: matrix.columnCount, expected: columnCount)
    }
    if let reason = matrix.invariantViolation { throw .malformedMatrix(reason) }
    let rows = rows
    let first = labelCount - rows
    var result = [Double](repeating: 0, count: matrix.rowCount * labelCount)
    let partition = Partition(offsets: matrix.rowOffsets)
    // SAFETY: pieces write the logits of their own documents; columns are within the model, as was just checked.
    unsafe result.withUnsafeMutableBufferPointer { result in
      nonisolated(unsafe) let result = unsafe result
      unsafe weights.withUnsafeBufferPointer { weights in
        Parallel.forEach(partition.count, threads: threads) { piece in
          for document in partition[piece] {
            let start = document * labelCount + first
            for row in 0..<rows { unsafe result[start + row] = intercepts[row] }
            for entry in matrix.rowOffsets[document]..<matrix.rowOffsets[document + 1] {
              let base = Int(matrix.columns[entry]) * rows
              let value = matrix.values[entry]
              for row in 0..<rows { unsafe result[start + row] += value * weights[base + row] }
            }
          }
        }
      }
    }
    return result
  }

  /// The softmax of the logits: n × labelCount, row-major; every row sums to 1.
  public func probabilities(of matrix: SparseMatrix, threads: Int = 1) throws(LearningError) -> [Double] {
    var result = try logits(of: matrix, threads: threads)
    Softmax.apply(to: &result, labelCount: labelCount)
    return result
  }
}

/// Logits to probabilities.
public enum Softmax {
  /// Every run of `labelCount` logits without its mean: only their differences have a meaning, and calibration wants
  /// them in one form, here as in scoring.
  public static func centred(_ logits: [Double], labelCount: Int) -> [Double] {
    var logits = logits
    for start in stride(from: 0, to: logits.count, by: max(1, labelCount)) {
      let mean = logits[start..<start + labelCount].reduce(0, +) / Double(labelCount)
      for index in start..<start + labelCount { logits[index] -= mean }
    }
    return logits
  }

  /// Replaces every run of `labelCount` logits by its softmax; the largest is subtracted first, so nothing overflows.
  public static func apply(to logits: inout [Double], labelCount: Int) {
    precondition(logits.count.isMultiple(of: max(1, labelCount)), "logits come in runs of \(labelCount)")
    for start in stride(from: 0, to: logits.count, by: max(1, labelCount)) {
      var largest = -Double.infinity
      for index in start..<start + labelCount { largest = max(largest, logits[index]) }
      var sum = 0.0
      for index in start..<start + labelCount {
        logits[index] = exp(logits[index] - largest)
        sum += logits[index]
      }
      for index in start..<start + labelCount { logits[index] /= sum }
    }
  }

  /// The mean of −ln p of the true labels, computed from logits, so that it is finite where p underflows.
  public static func logLoss(logits: [Double], labels: [Int], labelCount: Int) -> Double {
    logLosses(logits: logits, labels: labels, labelCount: labelCount).reduce(0, +) / Double(max(1, labels.count))
  }

  /// −ln p of the true label of each document.
  public static func logLosses(logits: [Double], labels: [Int], labelCount: Int) -> [Double] {
    precondition(logits.count == labels.count * labelCount, "\(logits.count) logits for \(labels.count) documents")
    return labels.indices.map { document in
      loss(logits[document * labelCount..<(document + 1) * labelCount], label: labels[document])
    }
  }

  /// −ln p of one label, from one logit a label.
  static func loss(_ logits: some RandomAccessCollection<Double>, label: Int) -> Double {
    var largest = -Double.infinity
    for logit in logits { largest = max(largest, logit) }
    var sum = 0.0
    for logit in logits { sum += exp(logit - largest) }
    return largest - logits[logits.index(logits.startIndex, offsetBy: label)] + log(sum)
  }
}
