import Evaluation
import Foundation
import TestSupport
import Testing

struct EvaluationReportTests {
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func valuesAreThoseOfTheMetrics() throws {
    let golden = try GoldenPredictions()
    let report = try EvaluationReport(golden.predictions)
    #expect(report.n == 200)
    #expect(
      report.metrics.map(\.name) == [
        "accuracy", "macro_f1", "log_loss", "brier", "ece", "mcc", "cohen_kappa", "balanced_accuracy", "micro_f1",
        "weighted_f1", "roc_auc", "average_precision",
      ])
    for (metric, name) in [
      (Metric.accuracy, "accuracy"), (.macroF1, "macro_f1"), (.logLoss, "log_loss"),
      (.ece, "ece15_equal_width_handmade"), (.mcc, "mcc"), (.cohenKappa, "kappa"),
      (.balancedAccuracy, "balanced_accuracy"), (.weightedF1, "weighted_f1"), (.rocAUC, "roc_auc_ovr_macro"),
    ] {
      #expect(isClose(report[metric].value, golden.number(name)), "\(name)")
    }
    for one in report.metrics {
      let (value, low, high) = (one.value.value ?? .nan, one.value.low ?? .nan, one.value.high ?? .nan)
      #expect(low <= value && value <= high && low < high, "\(one)")
      #expect(one.value.reason == nil)
    }
    #expect(report.perClass.map(\.support) == [51, 44, 36, 38, 31])
    let wilson = ProportionInterval.wilson.interval(86, of: 200)
    #expect(report[.accuracy].low == wilson?.low)
  }

  @Test func nothingToEvaluate() throws {
    let report = try EvaluationReport(Predictions(labels: ["a", "b"], truth: [], predicted: [], probabilities: []))
    #expect(report.n == 0)
    #expect(report.metrics.allSatisfy { $0.value.value == nil && $0.value.reason?.isEmpty == false })
    #expect(report.perClass.allSatisfy { $0.f1.value == nil && $0.f1.reason?.isEmpty == false })
    #expect(report.baselines.isEmpty)
  }

  @Test func oneDocumentHasValuesAndFewIntervals() throws {
    let report = try EvaluationReport(
      Predictions(labels: ["a", "b"], truth: [1], predicted: [1], probabilities: [0.2, 0.8], groups: nil))
    #expect(report[.accuracy].value == 1)
    #expect(isClose(report[.accuracy].low, 0.20654931, 1e-6))
    #expect(isClose(report[.logLoss].value, -log(0.8)))
    #expect(report[.logLoss].low == nil)
    #expect(report[.logLoss].reason?.hasPrefix("No interval: every resample gives the same value") == true)
    #expect(report[.mcc].value == nil)
    #expect(report[.rocAUC].value == nil)
  }

  @Test func perfectPredictionsClaimNoPerfectInterval() throws {
    let truth = (0..<30).map { $0 % 3 }
    let report = try EvaluationReport(Predictions(labels: ["a", "b", "c"], truth: truth, predicted: truth))
    #expect(report[.macroF1].value == 1)
    #expect(report[.macroF1].low == nil)
    #expect(report[.macroF1].reason != nil)
    #expect((report[.accuracy].low ?? 1) < 0.9)
    #expect(report[.logLoss].reason == "The predictions carry no probabilities.")
  }

  @Test func aValueThatIsUndefinedIsNeverNaN() throws {
    for seed in UInt64(1)...20 {
      let predictions = try randomPredictions(
        Int(seed % 5) + 1, classes: 4, seed: seed, groups: seed % 2 == 0 ? 2 : nil)
      var options = EvaluationOptions()
      options.resamples = 50
      options.interval = seed % 3 == 0 ? .bca : .percentile
      let report = try EvaluationReport(predictions, options)
      let values =
        report.metrics.map(\.value) + report.perClass.flatMap { [$0.precision, $0.recall, $0.f1, $0.rocAUC] }
        + report.baselines.flatMap { $0.metrics.map(\.value) }
      for value in values {
        for number in [value.value, value.low, value.high] { #expect(number?.isFinite != false) }
        #expect(value.value != nil || value.reason?.isEmpty == false)
        #expect((value.low == nil) == (value.high == nil))
      }
    }
  }

  @Test func fewUnitsAreWarnedOf() throws {
    func report(_ n: Int, groups: Int? = nil) throws -> EvaluationReport {
      var options = EvaluationOptions()
      options.resamples = 20
      return try EvaluationReport(randomPredictions(n, classes: 2, seed: 1, groups: groups), options)
    }
    #expect(try report(200).warning == nil)
    #expect(try report(19).warning?.hasPrefix("Intervals are over 19 documents:") == true)
    #expect(try report(200, groups: 6).warning?.hasPrefix("Intervals are over 6 groups:") == true)
  }

  @Test func optionsAreChecked() throws {
    let predictions = try Predictions(labels: ["a", "b"], truth: [0], predicted: [0])
    var options = EvaluationOptions()
    options.confidence = 1
    #expect(throws: EvaluationError.optionOutOfRange(name: "confidence", value: 1, allowed: "between 0 and 1")) {
      try EvaluationReport(predictions, options)
    }
    options = EvaluationOptions()
    options.trainingCounts = [1]
    #expect(throws: EvaluationError.countsDiffer(what: "training counts", expected: 2, found: 1)) {
      try EvaluationReport(predictions, options)
    }
    options = EvaluationOptions()
    options.baselines = [("keyword", [0, 1])]
    #expect(throws: EvaluationError.self) { try EvaluationReport(predictions, options) }
  }
}
