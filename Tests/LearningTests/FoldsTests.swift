import Learning
import TestSupport
import Testing

@Suite struct FoldsTests {
  @Test(arguments: [2, 3, 5, 10]) func stratifiedFoldsAreEven(count: Int) throws {
    var random = SeededGenerator(seed: 1)
    let labels = (0..<203).map { _ in min(2, Int.random(in: 0..<6, using: &random)) }
    let folds = try Folds.stratified(labels: labels, labelCount: 3, folds: count, seed: 7)
    let sizes = (0..<count).map { folds.testDocuments(of: $0).count }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    for label in 0..<3 {
      let counts = (0..<count).map { folds.testDocuments(of: $0).count { labels[$0] == label } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
    for fold in 0..<count {
      let all = (folds.testDocuments(of: fold) + folds.trainingDocuments(of: fold)).sorted()
      #expect(all == Array(0..<203))
    }
    #expect(try Folds.stratified(labels: labels, labelCount: 3, folds: count, seed: 7) == folds)
    #expect(try Folds.stratified(labels: labels, labelCount: 3, folds: count, seed: 8) != folds)
  }

  @Test func groupsStayTogetherAndLabelsBalance() throws {
    var random = SeededGenerator(seed: 2)
    let groups = (0..<600).map { _ in Int.random(in: 0..<90, using: &random) }
    let labels = groups.map { ($0 % 9 == 0) ? 1 : Int.random(in: 0..<3, using: &random) }
    let folds = try Folds.grouped(labels: labels, labelCount: 3, groups: groups, folds: 5, seed: 3)
    for fold in 0..<5 {
      let inside = Set(folds.testDocuments(of: fold).map { groups[$0] })
      let outside = Set(folds.trainingDocuments(of: fold).map { groups[$0] })
      #expect(inside.isDisjoint(with: outside))
      for label in 0..<3 {
        let total = labels.count { $0 == label }
        let own = folds.testDocuments(of: fold).count { labels[$0] == label }
        #expect(abs(Double(own) / Double(total) - 0.2) < 0.04)
      }
    }
  }

  @Test func refusals() {
    #expect(throws: LearningError.tooManyFolds(folds: 1, what: "documents", count: 3)) {
      try Folds.stratified(labels: [0, 1, 0], labelCount: 2, folds: 1, seed: 0)
    }
    #expect(throws: LearningError.tooManyFolds(folds: 4, what: "documents", count: 3)) {
      try Folds.stratified(labels: [0, 1, 0], labelCount: 2, folds: 4, seed: 0)
    }
    #expect(throws: LearningError.tooManyFolds(folds: 3, what: "groups", count: 2)) {
      try Folds.grouped(labels: [0, 1, 0], labelCount: 2, groups: [5, 5, 6], folds: 3, seed: 0)
    }
    #expect(throws: LearningError.countMismatch(what: "groups", count: 1, documents: 3)) {
      try Folds.grouped(labels: [0, 1, 0], labelCount: 2, groups: [5], folds: 2, seed: 0)
    }
  }
}
