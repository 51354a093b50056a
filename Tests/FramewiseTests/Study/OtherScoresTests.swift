import Evaluation
import Framewise
import Testing

struct OtherScoresTests {
  private let samples: Samples

  init() throws {
    samples = try Samples(
      texts: ["a", "b", "c", "d"], labels: ["x", "y"], truth: [0, 1, 0, 1], ids: ["1", "2", "3", "2"],
      groups: [7, 7, 8, 9])
  }

  private func aligned(_ text: String) throws -> OtherScores.Aligned {
    try OtherScores(CellTable(Array(text.utf8), name: "s"), name: "s").aligned(with: samples)
  }

  @Test func rowsAreFoundByIdAndRepeatedIdsInTheirOrder() throws {
    let found = try aligned("id,label,p_y,p_x\n3,x,0.1,0.9\n2,x,0.4,0.6\n2,y,0.8,0.2\n9,x,0,1\n")
    #expect(found.rows == [1, 2, 3])
    #expect(found.predictions.predicted == [0, 0, 1])
    #expect(found.predictions.truth == [1, 0, 1])
    #expect(found.predictions.probabilities == [0.6, 0.4, 0.9, 0.1, 0.2, 0.8])
    #expect(found.predictions.groups == [7, 8, 9])
  }

  @Test func labelsAloneAndProbabilitiesAloneWillDo() throws {
    #expect(try aligned("id,label\n1,y\n").predictions.probabilities == nil)
    #expect(try aligned("id,p_x,p_y\n1,0.2,0.8\n").predictions.predicted == [1])
  }

  @Test func rejectedRowsAreNoScores() throws {
    #expect(try aligned("id,label,p_x,p_y,status\n1,,,,rejected\n2,x,1,0,ok\n").rows == [1, 3])
  }

  @Test func whatCannotBeIsRefused() {
    #expect(throws: CellTableError.self) { try aligned("id,label\n1,z\n") }
    #expect(throws: CellTableError.self) { try aligned("id,label,p_x,p_y\n1,x,1.5,0\n") }
    #expect(throws: EvaluationError.self) { try aligned("id,label,p_x,p_y\n1,x,0.5,0.1\n") }
    #expect(throws: CellTableError.nothingShared(name: "s", documents: 4)) { try aligned("id,label\n8,x\n") }
    #expect(throws: CellTableError.self) { try aligned("id,other\n8,x\n") }
  }
}
