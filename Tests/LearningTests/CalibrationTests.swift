import Foundation
import Learning
import TestSupport
import Testing

@Suite struct CalibrationTests {
  /// Labels drawn from the softmax of known logits, which are then distorted.
  private func sample(
    _ count: Int, distort: (Int, Double) -> Double
  ) -> (logits: [Double], labels: [Int], folds: Folds?) {
    var random = SeededGenerator(seed: 5)
    var logits: [Double] = []
    var labels: [Int] = []
    for _ in 0..<count {
      var row = (0..<3).map { _ in Double.random(in: -3...3, using: &random) }
      let raw = row
      Softmax.apply(to: &row, labelCount: 3)
      let draw = Double.random(in: 0..<1, using: &random)
      labels.append(draw < row[0] ? 0 : draw < row[0] + row[1] ? 1 : 2)
      logits += raw.enumerated().map { distort($0.offset, $0.element) }
    }
    return (logits, labels, try? Folds.stratified(labels: labels, labelCount: 3, folds: 5, seed: 2))
  }

  @Test func temperatureIsFound() throws {
    let (logits, labels, folds) = sample(4000) { $1 / 4 }
    let fit = try CalibrationFit(logits: logits, labels: labels, labelCount: 3, folds: try #require(folds))
    #expect(fit.calibration.kind != .none)
    #expect(fit.calibration.scales.allSatisfy { abs($0 - 4) < 0.5 })
    let raw = try #require(fit.logLoss[.none])
    #expect(abs(raw - Softmax.logLoss(logits: logits, labels: labels, labelCount: 3)) < 1e-12)
    #expect(try #require(fit.logLoss[.temperature]) < raw)
  }

  @Test func vectorsAreFound() throws {
    let (logits, labels, folds) = sample(4000) { label, z in (z - Double(label)) / (label == 2 ? 3 : 1) }
    let fit = try CalibrationFit(logits: logits, labels: labels, labelCount: 3, folds: try #require(folds))
    #expect(fit.calibration.kind == .vector)
    #expect(abs(fit.calibration.scales[0] - 1) < 0.15)
    #expect(abs(fit.calibration.scales[2] - 3) < 0.4)
    #expect(abs(fit.calibration.offsets[2] - fit.calibration.offsets[0] - 2) < 0.3)
    var mapped = logits
    fit.calibration.apply(to: &mapped)
    #expect(
      Softmax.logLoss(logits: mapped, labels: labels, labelCount: 3)
        < Softmax.logLoss(logits: logits, labels: labels, labelCount: 3))
  }

  @Test func whatDoesNotHelpIsNotKept() throws {
    // Two hundred exact logits: a fitted map can only follow the noise.
    let (logits, labels, folds) = sample(200) { $1 }
    let fit = try CalibrationFit(logits: logits, labels: labels, labelCount: 3, folds: try #require(folds))
    #expect(fit.calibration == .identity(labelCount: 3))
    var same = logits
    Calibration.identity(labelCount: 3).apply(to: &same)
    #expect(same == logits)
  }

  /// As on few documents: a held-out document's own label is the least likely one of those that are left.
  @Test(arguments: [30, 3000]) func logitsThatPointAwayAreNotTurnedRound(count: Int) throws {
    let (logits, labels, folds) = sample(count) { -$1 }
    let fit = try CalibrationFit(logits: logits, labels: labels, labelCount: 3, folds: try #require(folds))
    #expect(fit.calibration == .identity(labelCount: 3))
    #expect(try #require(fit.logLoss[.temperature]) < #require(fit.logLoss[.none]))
  }

  /// A gain that chance makes on a few documents is not enough.
  @Test func smallGainsOfFewDocumentsAreNotKept() throws {
    let (logits, labels, folds) = sample(24) { label, z in z * 0.8 + (label == 0 ? 0.1 : 0) }
    let fit = try CalibrationFit(logits: logits, labels: labels, labelCount: 3, folds: try #require(folds))
    #expect(fit.calibration.kind == .none)
  }

  @Test func separatedLabelsStayFinite() throws {
    let logits: [Double] = (0..<40).map { $0 % 4 == 0 || $0 % 4 == 3 ? 5 : -5 }
    let labels = (0..<20).map { $0 % 2 }
    let folds = try Folds.stratified(labels: labels, labelCount: 2, folds: 4, seed: 1)
    let fit = try CalibrationFit(logits: logits, labels: labels, labelCount: 2, folds: folds)
    #expect((fit.calibration.scales + fit.calibration.offsets).allSatisfy { $0.isFinite })
  }

  @Test func priorShiftIsBayesRule() throws {
    let shifted = try Calibration.identity(labelCount: 2).shifted(from: [1, 1], to: [3, 1])
    var row = [0.0, 0.0]
    shifted.apply(to: &row)
    Softmax.apply(to: &row, labelCount: 2)
    #expect(largestDifference(row, [0.75, 0.25]) < 1e-15)
    let back = try shifted.shifted(from: [0.75, 0.25], to: [5, 5])
    #expect(largestDifference(back.offsets, [0, 0]) < 1e-15)
    for bad in [[1.0], [1, 0], [1, -1], [1, .nan]] {
      #expect(throws: LearningError.self) { try shifted.shifted(from: bad, to: [1, 1]) }
      #expect(throws: LearningError.self) { try shifted.shifted(from: [1, 1], to: bad) }
    }
  }
}
