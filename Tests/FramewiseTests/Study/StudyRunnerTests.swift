import Evaluation
import Framewise
import TestSupport
import Testing
import TextFeatures

struct StudyRunnerTests {
  @Test func crossValidationPredictsEveryDocumentOnce() throws {
    let samples = try StudyFixtures.samples(200, seed: 1)
    let study = try StudyFixtures.crossValidated(samples)
    #expect(study.report.n == 200)
    #expect(study.rows == Array(0..<200))
    #expect(try #require(study.report[.accuracy].value) > 0.9)
    #expect(study.confusionDocuments.flatMap { $0.flatMap { $0 } }.sorted() == Array(0..<200))
    for (truth, row) in study.confusionDocuments.enumerated() {
      for (predicted, cell) in row.enumerated() {
        #expect(cell.count == Int(study.report.confusion[truth, predicted]))
        #expect(cell.allSatisfy { study.documents[$0].truth == truth && study.documents[$0].predicted == predicted })
      }
    }
    #expect(study.verdicts == ["The model beats every baseline in accuracy and macro-F1, beyond chance."])
  }

  @Test func theSameAtAnyNumberOfThreads() throws {
    let samples = try StudyFixtures.samples(120, seed: 2)
    var options = StudyFixtures.options
    let one = try StudyFixtures.crossValidated(samples, options)
    options.evaluation.threads = 3
    let three = try StudyFixtures.crossValidated(samples, options)
    #expect(one.predictions.probabilities == three.predictions.probabilities)
    #expect(one.report == three.report)
  }

  @Test func aModelOfNoiseIsNotSaidToBeatBaselines() throws {
    let study = try StudyFixtures.crossValidated(StudyFixtures.samples(160, seed: 3, own: 0))
    #expect(study.verdicts.count > 1)
    #expect(study.verdicts.allSatisfy { $0.contains("not shown to beat") || $0.contains("does worse than") })
  }

  @Test func theOutletAloneIsABaselineWhereThereIsOne() throws {
    let made = StudyFixtures.texts(200, seed: 4, own: 0)
    // One outlet a label, but for every tenth document.
    let sources = made.truth.indices.map { $0 % 10 == 0 ? 1 - made.truth[$0] : made.truth[$0] }
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels, truth: made.truth, sources: sources)
    let report = try StudyFixtures.crossValidated(samples).report
    #expect(report.baselines.map(\.name) == ["majority", "stratified_random", "keyword", "length", "outlet"])
    #expect(report.baselines[4][.accuracy].value == 0.9)
  }

  /// Half of the stories are printed by several outlets under one label drawn at random: nothing can be learned, but
  /// copies can be remembered.
  @Test func groupedDuplicatesTakeAwayWhatCopiesGive() throws {
    var random = SeededGenerator(seed: 5)
    var texts: [String] = []
    var truth: [Int] = []
    for _ in 0..<60 {
      let label = Int.random(in: 0..<2, using: &random)
      let words = (0..<60).map { _ in "w\(Int.random(in: 0..<2_000, using: &random))" }
      for copy in 0..<4 {
        texts.append((words + ["edition\(copy)"]).joined(separator: " "))
        truth.append(label)
      }
    }
    let samples = try Samples(texts: texts, labels: StudyFixtures.labels, truth: truth)
    var options = StudyFixtures.options
    let flattered = try StudyFixtures.crossValidated(samples, options)
    #expect(try #require(flattered.report[.accuracy].value) > 0.9)
    let gap = try #require(flattered.optimism)
    #expect(gap.steps.map(\.name) == ["random", "duplicate-grouped"])
    #expect(try #require(gap.steps[1].drop.low) > 0.05)
    options.groupsDuplicates = true
    let honest = try StudyFixtures.crossValidated(samples, options)
    #expect(honest.report.groups == 60)
    // Inner folds keep copies together too: else the calibration would take what copies give for what is known.
    #expect(try #require(honest.report[.logLoss].value) < 0.75)
    let accuracy = honest.report[.accuracy]
    #expect(try #require(accuracy.low) < 0.5 && #require(accuracy.high) > 0.5)
  }

  @Test func duplicatesWithDifferentLabelsAreNamed() throws {
    var made = StudyFixtures.texts(40, seed: 6)
    made.texts[7] = made.texts[2]
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels, truth: made.truth)
    let found = try #require(try StudyFixtures.crossValidated(samples).duplicates)
    #expect(found.clusters == 1)
    #expect(found.conflicts.map { [$0.first, $0.second] } == [["3", "8"]])
  }

  @Test func labelsThatLookWrongAreFound() throws {
    let made = StudyFixtures.texts(200, seed: 7)
    var truth = made.truth
    let flipped = [11, 60, 121, 190]
    for document in flipped { truth[document] = 1 - truth[document] }
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels, truth: truth)
    let issues = try #require(try StudyFixtures.crossValidated(samples).labelIssues)
    #expect(Set(issues.issues.prefix(4).map(\.row)) == Set(flipped))
  }

  @Test func timeIsNotTurnedBack() throws {
    let made = StudyFixtures.texts(120, seed: 8)
    let dates = made.truth.indices.map { document -> String? in document < 60 ? "2020-0\(1 + document / 10)-01" : "2021"
    }
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels, truth: made.truth, dates: dates)
    let cut = try StudyRunner(samples, .cut(date: "2021", StudyFixtures.settings), StudyFixtures.options).run(
      dataNames: [])
    #expect(cut.rows == Array(60..<120))
    let rolling = try StudyRunner(
      samples, .crossValidation(folds: 3, StudyFixtures.settings, inTime: true), StudyFixtures.options
    ).run(dataNames: [])
    #expect(rolling.rows == Array(30..<120))
    #expect(throws: StudyError.self) {
      try StudyRunner(samples, .cut(date: "soon", StudyFixtures.settings), StudyFixtures.options).run(dataNames: [])
    }
    #expect(throws: StudyError.self) {
      try StudyRunner(samples, .cut(date: "2019", StudyFixtures.settings), StudyFixtures.options).run(dataNames: [])
    }
  }

  /// Years, months and days in the order of time, however they are written; what is none is refused.
  @Test(
    arguments: [
      ("2024-10-01", "2024-5-3", false), ("2024-10-01", "2024-10-1", true), ("2024-10-01", "2024/9/30", false),
      ("2024-10-01", "20241001", true), ("2024-10-01", "2024-12", true), ("2024-10-01", "2024", false),
      ("2024-10-01", "2024-10-01T09:30:00-05:00", true), ("2024-10-01 10:00", "2024-10-01T09:30:00-05:00", false),
      ("2024-10-01 10:00", "2024-10-01T09:30:00+05:00", false), ("2024-10-01 9:00", "2024-10-01T09:30:00Z", true),
      ("2024-10-01T09:30:01", "20241001T093002Z", true), ("2024-10-01", "20241001093002", true),
      ("2024-10-01 09:30:00.5", "2024-10-01 09:30:00.25 +0200", false),
    ] as [(String, String, Bool)])
  func datesAreCompared(cut: String, date: String, isLater: Bool) throws {
    let made = StudyFixtures.texts(9, seed: 8)
    let dates = made.truth.indices.map { $0 == 0 ? date : $0 < 5 ? "2000" : "2030-01-01" }
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels, truth: made.truth, dates: dates)
    let study = try StudyRunner(samples, .cut(date: cut, StudyFixtures.settings), StudyFixtures.options).run(
      dataNames: [])
    #expect(study.rows.contains(0) == isLater)
  }

  @Test(arguments: [
    "2024-13-01", "2024-01-32", "2024-001", "24-01-02", "2024-1-2-3", "2024-W05", "1714550400", "2024-05-31T", "2024-",
    "2024-05-31T25:00", "2024-05-31 10:00+5", "31.05.2024", "2024-05-31x",
  ])
  func whatIsNoDate(text: String) throws {
    let samples = try StudyFixtures.samples(8, seed: 8)
    #expect(throws: StudyError.notADate(id: nil, place: nil, value: text)) {
      let dated = try Samples(
        texts: samples.truth.indices.map { samples.text($0) }, labels: samples.labels, truth: samples.truth,
        dates: samples.truth.map { _ in "2020" })
      _ = try StudyRunner(dated, .cut(date: text, StudyFixtures.settings), StudyFixtures.options).run(dataNames: [])
    }
  }

  /// A model does not hold the vectors that its features were made of.
  @Test func wordVectorsAloneCannotBeTrainedWithAgain() throws {
    var settings = StudyFixtures.settings
    settings.features.blocks = [.init(.vectors, 1...1)]
    let plan = StudyPlan.crossValidation(folds: 2, settings, inTime: false)
    let samples = try StudyFixtures.samples(20, seed: 1)
    #expect(throws: StudyError.vectorsOnly) {
      try StudyRunner(samples, plan, StudyFixtures.options).run(dataNames: [])
    }
  }

  /// One text in twenty has the third label: a share drawn within labels has it at every size.
  @Test func theLearningCurveDrawsWithinLabels() throws {
    var made = StudyFixtures.texts(240, seed: 21)
    for document in stride(from: 0, to: 240, by: 20) {
      made.truth[document] = 2
      made.texts[document] += " rare rare rare"
    }
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels + ["neutral"], truth: made.truth)
    var options = StudyFixtures.options
    options.learningCurveSteps = 5
    let curve = try #require(try StudyFixtures.crossValidated(samples, options).learningCurve)
    #expect(curve.curve.points.map(\.size).first == 30)
    #expect(curve.curve.points.allSatisfy { $0.errors.count == 5 })
  }

  @Test func repeatsAndTheLearningCurve() throws {
    var options = StudyFixtures.options
    options.repeats = 3
    options.learningCurveSteps = 4
    let study = try StudyFixtures.crossValidated(StudyFixtures.samples(200, seed: 9, own: 0.06), options)
    let accuracy = try #require(study.repeats?.scores.first { $0.metric == .accuracy })
    #expect(accuracy.values.count == 3)
    #expect(accuracy.values[0] == study.report[.accuracy].value)
    let curve = try #require(study.learningCurve)
    #expect(curve.curve.points.map(\.size) == [20, 40, 80, 160])
    #expect(curve.curve.points[0].errors.reduce(0, +) > curve.curve.points[3].errors.reduce(0, +))
  }

  @Test func theSurestMistakesComeFirstWithTheirTerms() throws {
    var made = StudyFixtures.texts(200, seed: 10)
    made.texts[3] = made.texts[2] + " calms1 calms2 calms3"
    let samples = try Samples(texts: made.texts, labels: StudyFixtures.labels, truth: made.truth)
    var options = StudyFixtures.options
    options.mistakes = 5
    let study = try StudyFixtures.crossValidated(samples, options)
    let worst = try #require(study.mistakes.first)
    #expect(worst.document == 3)
    #expect(try #require(worst.misleading.first).term.hasPrefix("calms"))
    for (a, b) in zip(study.mistakes, study.mistakes.dropFirst()) { #expect(a.margin >= b.margin) }
    #expect(worst.opposing.allSatisfy { $0.contribution < 0 })
  }

  @Test func comparisonsAreOnSharedDocuments() throws {
    let samples = try StudyFixtures.samples(100, seed: 11)
    var study = try StudyFixtures.crossValidated(samples)
    let other = try Predictions(
      labels: samples.labels, truth: (10..<60).map { samples.truth[$0] }, predicted: (10..<60).map { samples.truth[$0] }
    )
    try study.compare(with: other, scored: Array(10..<60), name: "perfect", options: .init())
    let comparison = try #require(study.comparison)
    #expect(comparison.rows == Array(10..<60))
    #expect(comparison.paired.mcnemar.onlyFirst == 0)
    #expect(study.documents[9].other == nil)
    #expect(study.documents[10].other == samples.truth[10])
    #expect(study.notes.count == 1)
  }
}
