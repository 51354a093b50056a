import Framewise
import Testing

struct CellTableTests {
  private static func table(_ text: String) throws -> CellTable { try CellTable(Array(text.utf8), name: "t") }

  @Test func csvWithQuotesAndAnyNewline() throws {
    let table = try Self.table("\u{FEFF}id,label\r\n\"a,\"\"b\"\"\nc\",x\n\nd,\n")
    #expect(table.header == ["id", "label"])
    #expect(table.rows == [["a,\"b\"\nc", "x"], ["d", ""]])
    #expect(table.lines == [2, 5])
  }

  @Test func tabsSeparateWhereTheHeaderHasThem() throws {
    #expect(try Self.table("id\tlabel\na,b\tx").rows == [["a,b", "x"]])
  }

  @Test func jsonLinesWithProbabilities() throws {
    let table = try Self.table(
      #"{"id":"a","label":"x","probabilities":{"x":0.75,"y":0.25}}"# + "\n" + #"{"label":"y","id":7,"more":null}"#)
    #expect(table.header == ["id", "label", "p_x", "p_y"])
    #expect(table.rows == [["a", "x", "0.75", "0.25"], ["7", "y", "", ""]])
  }

  @Test func delimitersOfTheHeader() throws {
    #expect(try Self.table("a;b\n1;2,5\n").rows == [["1", "2,5"]])
    #expect(try Self.table("a;b,c\n1;2,5\n").rows == [["1;2", "5"]])
    #expect(try CellTable(Array("a|b\n1|2\n".utf8), name: "t", delimiter: 0x7C).rows == [["1", "2"]])
  }

  @Test func badTablesAreRefusedWithTheirLine() {
    #expect(throws: CellTableError.empty(name: "t")) { try Self.table(" \n") }
    #expect(throws: CellTableError.ragged(name: "t", line: 3, cells: 1, expected: 2)) {
      try Self.table("a,b\n1,2\n3\n")
    }
    #expect(throws: CellTableError.openQuote(name: "t", line: 2)) { try Self.table("a,b\n1,\"2\n") }
    #expect(throws: CellTableError.notJSON(name: "t", line: 2)) { try Self.table("{\"a\":1}\n{") }
  }
}
