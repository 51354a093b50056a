import Evaluation
import Framewise
import Testing

struct AgreementStudyTests {
  private static func table(_ text: String) throws -> CodingTable {
    try CodingTable(CellTable(Array(text.utf8), name: "c"), name: "c")
  }

  @Test func rowsBecomeCodersAndUnits() throws {
    let table = try Self.table("unit,coder,label\nu1,a,x\nu2,a,y\nu1,b,x\nu2,b,\nu3,b,y\n")
    #expect(table.coders == ["a", "b"])
    #expect(table.units == ["u1", "u2", "u3"])
    #expect(table.labels == [["x", "y", nil], ["x", nil, "y"]])
    #expect(throws: CellTableError.self) { try Self.table("unit,coder,label\nu,a,x\nu,a,y\n") }
    #expect(throws: CellTableError.self) { try Self.table("unit,label\nu,x\n") }
  }

  @Test func theModelIsOneMoreCoder() throws {
    let units = (0..<60).map { "u\($0)" }
    func label(_ unit: Int) -> String { ["adversarial", "neutral", "cooperative"][unit % 3] }
    var text = "unit,coder,label\n"
    for (number, unit) in units.enumerated() {
      text += "\(unit),a,\(label(number))\n\(unit),b,\(number % 10 == 0 ? label(number + 1) : label(number))\n"
    }
    let table = try Self.table(text)
    let own = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1, label($0)) })
    let study = try AgreementStudy(table, model: ("model", own))
    #expect(study.coders == ["a", "b", "model"])
    #expect(study.model == 2)
    #expect(study.order == ["adversarial", "neutral", "cooperative"])
    let ceiling = try #require(study.ceilings.first { $0.coder == 2 }).ceiling
    #expect(ceiling.amongOthers.value == 0.9)
    #expect(abs(try #require(ceiling.withOthers.value) - 0.95) < 1e-12)
    #expect(study.report.worst.count == 6)
  }

  @Test func twoCodersAreNeeded() throws {
    let table = try Self.table("unit,coder,label\nu1,a,x\nu2,a,y\n")
    #expect(throws: StudyError.self) { try AgreementStudy(table) }
  }

  @Test func anOrderMustNameEveryLabel() throws {
    let table = try Self.table("unit,coder,label\nu1,a,x\nu1,b,y\nu2,a,z\nu2,b,z\n")
    #expect(throws: StudyError.self) { try AgreementStudy(table, order: ["x", "y"]) }
    #expect(try AgreementStudy(table, order: ["z", "y", "x"]).ordinal != nil)
    #expect(try AgreementStudy(table).ordinal == nil)
  }
}
