// One fit of a matrix that `Peers/solvers.py` wrote, timed: the matrix is read before the clock starts.
//
//     Solvers FILE C TOLERANCE SOLVER intercept|no-intercept
//
// FILE holds, little-endian: rows, columns, entries and labels as 64-bit integers; row offsets (64-bit), columns
// (32-bit), values (double) and the labels of the rows (32-bit). It prints one object of JSON.

import Foundation
import Learning
import LinearAlgebra

@main
struct Solvers {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 6, let c = Double(arguments[2]), let tolerance = Double(arguments[3]),
      let solver = Solver(rawValue: arguments[4])
    else {
      print("usage: Solvers FILE C TOLERANCE SOLVER intercept|no-intercept")
      exit(64)
    }
    let problem = try MatrixFile(Data(contentsOf: URL(fileURLWithPath: arguments[1])))
    let options = LogisticRegression.Options(
      c: c, fitsIntercept: arguments[5] == "intercept", tolerance: tolerance, solver: solver)
    let start = processorSeconds()
    let fit = try LogisticRegression.fit(
      problem.matrix, labels: problem.labels, labelCount: problem.labelCount, options: options)
    let seconds = processorSeconds() - start
    print(
      """
      {"seconds": \(seconds), "objective": \(fit.objective), "gradient_norm": \(fit.gradientNorm), \
      "iterations": \(fit.iterations), "converged": \(fit.converged), "solver": "\(fit.solver.rawValue)"}
      """)
  }

  /// Processor time of the whole process, by the system's clock for it.
  private static func processorSeconds() -> Double {
    var time = timespec()
    // SAFETY: the call fills in the structure it is given.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The matrix, the labels and how many of them there are.
struct MatrixFile {
  let matrix: SparseMatrix
  let labels: [Int]
  let labelCount: Int

  init(_ data: Data) {
    var place = data.startIndex
    func numbers<Number: FixedWidthInteger>(_ count: Int, _ type: Number.Type) -> [Number] {
      defer { place += count * MemoryLayout<Number>.size }
      return (0..<count).map { index in
        let start = place + index * MemoryLayout<Number>.size
        var number = Number.zero
        for byte in (0..<MemoryLayout<Number>.size).reversed() { number = number << 8 | Number(data[start + byte]) }
        return number
      }
    }
    let head = numbers(4, UInt64.self).map { Int($0) }
    let offsets = numbers(head[0] + 1, UInt64.self).map { Int($0) }
    let columns = numbers(head[2], UInt32.self)
    let values = numbers(head[2], UInt64.self).map { Double(bitPattern: $0) }
    matrix = SparseMatrix(columnCount: head[1], rowOffsets: offsets, columns: columns, values: values)
    labels = numbers(head[0], UInt32.self).map { Int($0) }
    labelCount = head[3]
  }
}
