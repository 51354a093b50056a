/// Sets of labels that hold the true one with a chance of at least 1 − α *for every label* (class-conditional split
/// conformal prediction: Vovk 2012), whatever the classifier, if new documents are drawn like the calibration ones.
public struct ConformalClassifier: Sendable, Equatable {
  public let alpha: Double
  /// A label is in the set of every document that gives it at least this probability. 0, so always, where the
  /// guarantee is refused.
  public let thresholds: [Double]
  /// Calibration documents of each label.
  public let support: [Int]

  /// Documents of a label that are needed before anything can be promised about it: 1/α − 1, rounded up; 10¹⁸ where
  /// that is more.
  public var neededSupport: Int { Int(min(1 / alpha - 1 - 1e-9, 1e18).rounded(.up)) }

  /// Whether the promise holds for a label. With too few calibration documents it does not, and the label is put
  /// into every set rather than promised.
  public func isGuaranteed(_ label: Int) -> Bool { support[label] >= neededSupport }

  /// - Parameter calibration: documents that neither trained the classifier nor will be measured on.
  public init(calibration: Predictions, alpha: Double = 0.1) throws(EvaluationError) {
    guard alpha > 0, alpha < 1 else {
      throw .optionOutOfRange(name: "alpha", value: alpha, allowed: "between 0 and 1")
    }
    guard let probabilities = calibration.probabilities else { throw .notComparable(what: Metric.noProbabilities) }
    let k = calibration.labels.count
    var own = [[Double]](repeating: [], count: k)
    for (row, label) in calibration.truth.enumerated() { own[label].append(probabilities[row * k + label]) }
    self.alpha = alpha
    support = own.map(\.count)
    thresholds = own.map { values in
      // The ⌈(n + 1)(1 − α)⌉-th smallest of 1 − p is the same place from the top among p.
      let rank = Int((Double(values.count + 1) * (1 - alpha) - 1e-9).rounded(.up))
      guard rank <= values.count, rank >= 1 else { return 0 }
      return values.sorted(by: >)[rank - 1]
    }
  }

  /// The labels in the set of one document, ascending; it may be empty.
  public func set(_ probabilities: ArraySlice<Double>) -> [Int] {
    zip(probabilities, thresholds).enumerated().filter { $1.0 >= $1.1 }.map(\.offset)
  }
}

/// What conformal sets do on documents that did not calibrate them.
public struct ConformalReport: Sendable, Equatable {
  public let classifier: ConformalClassifier
  /// Share of documents whose set holds the true label.
  public let coverage: MetricValue
  /// The same among the documents of each label.
  public let coverageByLabel: [MetricValue]
  /// Share of documents whose set is a single label: the ones decided.
  public let decided: MetricValue
  /// Share of right labels among the decided.
  public let accuracyOfDecided: MetricValue
  /// Share of documents with an empty set: unlike all labels.
  public let empty: MetricValue
  /// Mean number of labels in a set.
  public let meanSize: Double?
  /// A sentence for each label about which nothing is promised.
  public let refusals: [String]

  public init(
    _ classifier: ConformalClassifier, test: Predictions, confidence: Double = 0.95
  ) throws(EvaluationError) {
    guard let probabilities = test.probabilities else { throw .notComparable(what: Metric.noProbabilities) }
    let k = test.labels.count
    guard classifier.support.count == k else {
      throw .countsDiffer(what: "labels", expected: classifier.support.count, found: k)
    }
    let sets = (0..<test.count).map { classifier.set(probabilities[($0 * k)..<(($0 + 1) * k)]) }
    func share(of rows: [Int], _ isHit: (Int) -> Bool, _ reason: String) -> MetricValue {
      if rows.isEmpty { return .undefined(reason) }
      return GroupedProportion.value(
        rows.map(isHit), groups: test.groups.map { groups in rows.map { groups[$0] } }, confidence: confidence)
    }
    let all = Array(0..<test.count)
    let isCovered: (Int) -> Bool = { sets[$0].contains(test.truth[$0]) }
    let none = Metric.accuracy.undefinedReason
    self.classifier = classifier
    coverage = share(of: all, isCovered, none)
    coverageByLabel = (0..<k).map { label in
      share(of: all.filter { test.truth[$0] == label }, isCovered, "Undefined: no document has this true label.")
    }
    decided = share(of: all, { sets[$0].count == 1 }, none)
    accuracyOfDecided = share(
      of: all.filter { sets[$0].count == 1 }, isCovered, "Undefined: no document is decided.")
    empty = share(of: all, { sets[$0].isEmpty }, none)
    meanSize = test.count == 0 ? nil : Double(sets.reduce(0) { $0 + $1.count }) / Double(test.count)
    refusals = test.labels.indices.filter { !classifier.isGuaranteed($0) }.map { label in
      "Nothing is promised about '\(test.labels[label])': it has \(classifier.support[label]) calibration documents, "
        + "and \(classifier.neededSupport) are needed; it is in every set."
    }
  }

  /// Calibrates on a random half of the documents and measures on the other. Halves are drawn within labels;
  /// with groups, whole groups are drawn, so that no group is on both sides.
  public init(
    splitting predictions: Predictions, alpha: Double = 0.1, seed: UInt64 = 0, confidence: Double = 0.95
  ) throws(EvaluationError) {
    var source = RandomSource(seed: seed)
    let units = predictions.groups.map(Strata.numbered) ?? Array(0..<predictions.count)
    // A group counts as its first document's label.
    var byLabel = [[Int]](repeating: [], count: predictions.labels.count)
    var seen = Set<Int>()
    for (row, unit) in units.enumerated() where seen.insert(unit).inserted {
      byLabel[predictions.truth[row]].append(unit)
    }
    var calibrates = Set<Int>()
    for var own in byLabel {
      source.shuffle(&own)
      calibrates.formUnion(own.prefix((own.count + 1) / 2))
    }
    let rows = units.indices
    let calibration = try predictions.rows(rows.filter { calibrates.contains(units[$0]) })
    let test = try predictions.rows(rows.filter { !calibrates.contains(units[$0]) })
    try self.init(ConformalClassifier(calibration: calibration, alpha: alpha), test: test, confidence: confidence)
  }
}
