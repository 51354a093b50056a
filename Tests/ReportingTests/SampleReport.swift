import Evaluation
import Foundation
import Reporting
import TestSupport

/// A full report of made-up numbers: what a classifier of three frames might look like on 2,187 sentences.
enum SampleReport {
  static let labels = ["cooperative", "adversarial", "neutral"]
  static let outlets = [
    "Harbour Gazette", "The Northern Line", "Valley Post", "Agence Orient", "Le Courrier du Sud", "صحيفة الميناء",
    "Daily Ledger", "Metro Wire", "Inland Review", "Radio Four Rivers", "Capital Observer", "The Weekly Anchor",
  ]

  /// Probabilities that lean to the truth by `skill`, and a little too sure of themselves.
  static func predictions(
    count: Int = 2_187, skill: Double = 1.75, seed: UInt64 = 5, grouped: Bool = false
  ) throws -> Predictions {
    var source = RandomSource(seed: seed)
    var truth: [Int] = []
    var predicted: [Int] = []
    var probabilities: [Double] = []
    for _ in 0..<count {
      let draw = source.unit()
      let label = draw < 0.27 ? 0 : draw < 0.58 ? 1 : 2
      var logits = (0..<3).map { _ in 2.2 * (source.unit() + source.unit() + source.unit() - 1.5) }
      logits[label] += skill
      logits[2] += 0.35
      let weights = logits.map { exp(1.15 * $0) }
      let total = weights.reduce(0, +)
      probabilities += weights.map { $0 / total }
      truth.append(label)
      predicted.append(weights.indices.max { weights[$0] < weights[$1] } ?? 0)
    }
    return try Predictions(
      labels: labels, truth: truth, predicted: predicted, probabilities: probabilities,
      groups: grouped ? (0..<count).map { $0 / 6 } : nil)
  }

  static func content() throws -> ReportContent {
    let predictions = try predictions()
    var options = EvaluationOptions()
    options.resamples = 400
    options.threads = 2
    options.baselines = [
      ("keyword", noisy(predictions, 0.52, seed: 11)), ("length", noisy(predictions, 0.16, seed: 12)),
      ("outlet", noisy(predictions, 0.24, seed: 13)),
    ]
    var content = ReportContent(
      title: "Framing of international relations: test report",
      summary: """
        The model framing-ir.framewise, trained on 4,812 hand-labelled sentences, measured on 2,187 sentences that it \
        had not seen. Near-duplicates of training sentences were left out of the test.
        """,
      evaluation: try EvaluationReport(predictions, options))
    options.baselines = []
    content.comparison = .shown(
      Comparison(
        other: "framing-ir 0.0.9",
        result: try PairedComparison(predictions, Self.other(predictions), options)))
    content.optimismGap = .shown(
      try OptimismGap(
        [
          ("Random split", try Self.predictions(skill: 2.3, seed: 5)),
          ("Near-duplicates kept together", try Self.predictions(skill: 1.95, seed: 6)),
          ("Outlets kept together", try Self.predictions(skill: 1.75, seed: 7)),
          ("Later in time", try Self.predictions(skill: 1.45, seed: 8)),
        ], metric: .macroF1, options: options))
    content.cells = .shown(cells(predictions))
    content.reliability = .shown(
      Reliability(curve: CalibrationCurve(predictions), brier: BrierDecomposition(predictions)))
    content.riskCoverage = .shown(try RiskCoverage(predictions, options: options))
    content.precisionRecall = .shown(curves(predictions, content.evaluation))
    content.conformal = .shown(try ConformalReport(splitting: predictions))
    content.learningCurve = .shown(
      LearningCurveResult(curve: try LearningCurve(learningPoints(), options: options), metric: .macroF1, more: 500))
    content.groups = .shown(groups(predictions))
    content.topTerms = .shown(terms)
    content.errors = .shown(errors)
    content.agreement = .shown(try agreement())
    content.audit = .shown(audit)
    content.provenance = provenance
    return content
  }

  /// The truth in a share of the documents, "neutral" in the others.
  private static func noisy(_ predictions: Predictions, _ share: Double, seed: UInt64) -> [Int] {
    var source = RandomSource(seed: seed)
    return predictions.truth.map { source.unit() < share ? $0 : 2 }
  }

  /// A weaker system on the same documents.
  private static func other(_ predictions: Predictions) throws -> Predictions {
    var source = RandomSource(seed: 21)
    var predicted = predictions.predicted
    var probabilities = predictions.probabilities ?? []
    for row in predicted.indices where source.unit() < 0.08 {
      let label = source.below(3)
      probabilities.swapAt(row * 3 + label, row * 3 + predicted[row])
      predicted[row] = label
    }
    return try Predictions(
      labels: labels, truth: predictions.truth, predicted: predicted, probabilities: probabilities)
  }

  private static let sentences = [
    "The two ministers signed the fisheries accord in the harbour office and agreed to meet again before the spring.",
    "Talks on the shared grid went into a third day; neither delegation would say what was still open.",
    "The envoy called the new tariffs “a slap in the face of every fishing village on the coast”.",
    "Trucks from both sides of the border queued for the joint inspection, which now takes eleven minutes.",
    "The ministry recalled its attaché and said that the inspection of the pipeline would not take place.",
  ]

  private static func cells(_ predictions: Predictions) -> [ConfusionCell] {
    var cells: [ConfusionCell] = []
    for truth in 0..<3 {
      for predicted in 0..<3 {
        let rows = (0..<predictions.count).filter {
          predictions.truth[$0] == truth && predictions.predicted[$0] == predicted
        }
        let documents = rows.prefix(12).map { row in
          DocumentLine(
            id: "s-\(10_000 + row)", text: sentences[row % sentences.count],
            probability: predictions.probabilities?[row * 3 + predicted])
        }
        cells.append(ConfusionCell(truth: truth, predicted: predicted, documents: documents))
      }
    }
    return cells
  }

  static func curves(_ predictions: Predictions, _ report: EvaluationReport) -> [PrecisionRecallCurve] {
    let k = predictions.labels.count
    return (0..<k).map { label in
      let rows = (0..<predictions.count).sorted {
        (predictions.probabilities?[$0 * k + label] ?? 0) > (predictions.probabilities?[$1 * k + label] ?? 0)
      }
      let total = predictions.truth.count { $0 == label }
      var hits = 0
      var points: [PrecisionRecallCurve.Point] = []
      for (number, row) in rows.enumerated() where predictions.truth[row] == label {
        hits += 1
        if hits % 5 == 0 {
          points.append(.init(recall: Double(hits) / Double(total), precision: Double(hits) / Double(number + 1)))
        }
      }
      return PrecisionRecallCurve(
        label: predictions.labels[label], points: points, share: Double(total) / Double(predictions.count),
        averagePrecision: report.perClass[label].averagePrecision)
    }
  }

  private static func learningPoints() -> [LearningPoint] {
    var source = RandomSource(seed: 3)
    return [150, 300, 600, 1_200, 2_400, 4_812].map { size in
      let error = 0.17 + 2.6 * pow(Double(size), -0.5)
      return LearningPoint(size: size, errors: (0..<5).map { _ in error + 0.03 * (source.unit() - 0.5) })
    }
  }

  private static func groups(_ predictions: Predictions) -> GroupResults {
    let found = outlets.enumerated().map { number, name -> GroupResults.Group in
      let rows = (0..<predictions.count).filter { ($0 * 7 + $0 / 5) % 60 % (number + 2) == 0 && $0 % 12 >= number / 2 }
      let slip = number == 5 ? 25 : 0
      let hits = max(0, rows.count { predictions.truth[$0] == predictions.predicted[$0] } - slip)
      let ends = ProportionInterval.wilson.interval(hits, of: rows.count)
      return .init(
        name: name, count: rows.count,
        value: MetricValue(value: Double(hits) / Double(rows.count), low: ends?.low, high: ends?.high))
    }
    return GroupResults(column: "outlet", metric: .accuracy, groups: found)
  }

  private static let terms = [
    LabelTerms(
      label: "cooperative",
      terms: [
        ("agreement", 3.41), ("joint", 3.02), ("signed", 2.88), ("partnership", 2.61), ("welcomed", 2.4),
        ("aid", 2.21), ("together", 2.04), ("mutual", 1.93), ("lifted the", 1.71), ("mediation", 1.66),
      ].map { .init(text: $0, weight: $1) }),
    LabelTerms(
      label: "adversarial",
      terms: [
        ("sanctions", 3.77), ("accused", 3.52), ("threat", 3.18), ("condemned", 2.95), ("expelled", 2.5),
        ("retaliate", 2.39), ("provocation", 2.2), ("tariffs", 2.02), ("walked out", 1.85), ("missile", 1.77),
      ].map { .init(text: $0, weight: $1) }),
    LabelTerms(
      label: "neutral",
      terms: [
        ("per cent", 2.31), ("scheduled", 2.07), ("population", 1.92), ("quarter", 1.66), ("spokesman", 1.5),
        ("will meet", 1.31), ("statistics", 1.3), ("agenda", 1.22), ("tonnes", 1.19), ("according to", 1.02),
      ].map { .init(text: $0, weight: $1) }),
  ]

  static func evidence(_ text: String, _ words: [(String, Double)]) -> [Evidence] {
    words.compactMap { word, weight in
      guard let range = text.range(of: word) else { return nil }
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      return Evidence(range: start..<(start + word.utf8.count), weight: weight)
    }
  }

  private static let errors: [WorstError] = {
    let first =
      """
      After nine years of sanctions and accusation the two governments lifted the last tariffs and signed a joint \
      statement on the river.
      """
    let second =
      """
      The alliance praised its partnership against the common threat; the neighbour across the strait was told to \
      expect no aid.
      """
    let third =
      """
      The spokesman said the agreement would be reviewed in the next quarter, as scheduled, and that both sides had \
      accused the other of delay.
      """
    return [
      WorstError(
        id: "s-10482", text: first, truth: 0, predicted: 1, probability: 0.97, probabilityOfTruth: 0.02,
        evidence: evidence(
          first,
          [
            ("sanctions", 1.9), ("accusation", 1.2), ("lifted the", -0.9), ("tariffs", 0.8), ("joint", -0.6),
            ("signed", -0.5),
          ])),
      WorstError(
        id: "s-11207", text: second, truth: 1, predicted: 0, probability: 0.95, probabilityOfTruth: 0.03,
        evidence: evidence(second, [("partnership", 1.4), ("praised", 0.9), ("threat", -1.1), ("aid", 0.7)])),
      WorstError(
        id: "s-10031", text: third, truth: 2, predicted: 0, probability: 0.91, probabilityOfTruth: 0.06,
        evidence: evidence(third, [("agreement", 1.5), ("scheduled", -0.6), ("quarter", -0.4), ("accused", -0.3)])),
    ]
  }()

  private static func agreement() throws -> Agreement {
    var source = RandomSource(seed: 9)
    let truth = (0..<240).map { _ in source.below(3) }
    func coder(_ skill: Double) -> [Int?] {
      truth.map { source.unit() < 0.06 ? nil : source.unit() < skill ? $0 : source.below(3) }
    }
    let codes = [coder(0.93), coder(0.9), coder(0.84), coder(0.87)]
    let codings = try Codings(categories: labels, codes: Array(codes.prefix(3)))
    var options = EvaluationOptions()
    options.resamples = 400
    return Agreement(
      report: try AgreementReport(codings, KrippendorffAlpha(.nominal, options: options), worst: 8),
      coders: ["Coder A", "Coder B", "Coder C"], categories: labels, units: (0..<240).map { "u-\(1_000 + $0)" },
      ceiling: try HumanCeiling(Codings(categories: labels, codes: codes), coder: 3, options: options))
  }

  private static let audit = Audit(
    changes: [
      change("Actor swap", "Both main actors exchanged", 1_204, 99),
      change("Actor masking", "Every actor replaced by the same word", 1_931, 121),
      change("Boilerplate", "An agency’s closing line added", 2_187, 31),
      change("Case", "All in capitals", 2_187, 4),
      change("Punctuation", "Quotation marks and dashes replaced", 2_187, 9),
      change("Order of sentences", "Sentences reversed", 412, 11),
      change("NFD", "Accents as combining marks", 208, 0),
    ],
    shortcuts: [
      .init(name: "Actors alone", value: MetricValue(value: 0.512, low: 0.491, high: 0.533)),
      .init(name: "Boilerplate alone", value: MetricValue(value: 0.447, low: 0.426, high: 0.468)),
    ])

  private static func change(_ name: String, _ detail: String, _ documents: Int, _ flips: Int) -> Audit.Change {
    let ends = ProportionInterval.wilson.interval(flips, of: documents)
    return .init(
      name: name, detail: detail, documents: documents,
      flipped: MetricValue(value: Double(flips) / Double(documents), low: ends?.low, high: ends?.high))
  }

  private static let provenance = [
    ProvenanceGroup(
      title: "Model",
      facts: [
        .init(name: "File", value: "models/framing-ir.framewise"),
        .init(name: "SHA-256", value: "9b1fd1e9d1d7a0c8c7e6e5bb1f2b64f5f33cf0ad2b8c5a9bb1ad7b0c6a1c4e21"),
        .init(name: "Features", value: "word:1-2, char:3-5, 184,220 columns"),
        .init(name: "Classifier", value: "multinomial logistic regression, C = 4, calibrated by temperature"),
      ]),
    ProvenanceGroup(
      title: "Data",
      facts: [
        .init(name: "test.jsonl", value: "2f7c5a5a4a1e4c0a4cb0b3f0a93bd8a0ed60a7f5f8f0e2ad2f4cf0c2a4a8ad10"),
        .init(name: "Documents", value: "2,187 read, 0 rejected"),
      ]),
    ProvenanceGroup(
      title: "Run",
      facts: [
        .init(name: "Command", value: "framewise evaluate test.jsonl -m framing-ir.framewise --html report.html"),
        .init(name: "Seed", value: "0"), .init(name: "Resamples", value: "2,000, percentile"),
        .init(name: "Software", value: "Framewise 0.1, Swift 6.3.1"), .init(name: "BLAS", value: "reference, 3.11"),
      ]),
  ]
}
