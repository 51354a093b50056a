import LinearAlgebra

/// All folds along one path over C.
struct CrossValidationSweep: Sendable {
  let folds: Folds
  let labels: [Int]
  let labelCount: Int
  let weights: [Double]?
  let options: CrossValidation.Options
  let progress: @Sendable (Double) -> Void
  let matrices: @Sendable (_ fold: Int) -> CrossValidation.FoldMatrices

  /// The matrices of more documents are made for one fold at a time, where one value of C is fitted.
  private static let many = 1 << 19

  /// - Parameters:
  ///   - grid: ascending values of C.
  ///   - further: values above, tried as long as the last one is the best.
  ///   - stopsEarly: by log loss, where it no longer falls.
  func curve(grid: [Double], further: [Double], stopsEarly: Bool = true) throws(LearningError) -> CrossValidationCurve {
    let values = grid + further
    var inner = options.fit
    let isOne = values.count == 1
    let atOnce = isOne && labels.count > Self.many ? 1 : min(folds.count, options.fit.threads)
    // Threads that folds cannot use help inside each fit.
    inner.threads = atOnce == 1 ? max(1, options.fit.threads) : max(1, options.fit.threads / folds.count)
    let paths = (0..<folds.count).map {
      FoldPath(
        folds: folds, fold: $0, labels: labels, labelCount: labelCount, weights: weights, options: inner,
        largestC: values[values.count - 1])
    }
    var curve = CrossValidationCurve(
      folds: folds, labels: labels, labelCount: labelCount,
      weights: weights ?? [Double](repeating: 1, count: labels.count),
      calibrates: options.calibrates || (options.fit.scheme != .multinomial && labelCount > 2))
    var failure: LearningError?
    // Step 0 of a fold makes its matrices, step k fits the k-th C. One C is fitted at once, so that there are never
    // the matrices of more folds than threads.
    Parallel.advance(folds.count, steps: values.count + 1, threads: atOnce) { fold, step in
      if step == 0 { paths[fold].begin(matrices) }
      if isOne ? step == 0 : step > 0 { paths[fold].fit(c: values[max(0, step - 1)]) }
      if isOne || step == values.count { paths[fold].end() }
    } finished: { step in
      do throws(LearningError) {
        var found: [FoldPath.Point] = []
        for path in paths { found.append(try path.take(step)) }
        progress(Double(min(step + 1, grid.count + 1)) / Double(grid.count + 1))
        guard step > 0 else { return true }
        curve.add(c: values[step - 1], found)
        if stopsEarly, options.criterion == .logLoss, curve.hasFallen { return false }
        return step < grid.count || curve.best(by: options.criterion) == step - 1
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return curve
  }
}
