import Corpus
import Testing

@Suite("JSONValue")
struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func `Values keep order, spelling and kind`() throws {
    let value = try parse(" {\"b\":[1e400,-0,123456789012345678901234567890],\r\n\t\"a\":{\"t\":true,\"n\":null}} ")
    #expect(value.object?.members.map(\.key) == ["b", "a"])
    #expect(
      value["b"]?.array?.map { if case .number(let number) = $0 { number.text } else { "" } } == [
        "1e400", "-0", "123456789012345678901234567890",
      ])
    #expect(value["b"]?.array?.first?.double == .infinity)
    #expect(value["b"]?.array?.last?.integer == nil)
    #expect(value["a"]?["t"]?.boolean == true)
    #expect(value["a"]?["n"] == .null)
    #expect(value["c"] == nil)
  }

  @Test func `Faults name their reason and place`() {
    func fault(_ text: String) -> JSONFault? {
      do throws(JSONFault) {
        _ = try JSONValue(parsing: Array(text.utf8))
        return nil
      } catch {
        return error
      }
    }
    #expect(fault("{\"a\":1,\"a\":2}") == JSONFault(reason: .duplicateKey, offset: 10))
    #expect(fault("") == JSONFault(reason: .emptyInput, offset: 0))
    #expect(fault("[1,") == JSONFault(reason: .unterminated, offset: 3))
    #expect(fault("[1,]") == JSONFault(reason: .expectedValue, offset: 3))
    #expect(fault("{} {}") == JSONFault(reason: .trailingContent, offset: 3))
    #expect(fault(String(repeating: "[", count: 200_000))?.reason == .tooDeep)
    #expect(fault("\"\\uD800\"")?.reason == .loneSurrogate)
  }

  @Test func `Keys that differ only in normal form are two`() throws {
    let value = try parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(value["\u{E9}"]?.integer == 1)
    #expect(value["e\u{301}"]?.integer == 2)
  }
}

@Suite("JSONWriter")
struct JSONWriterTests {
  @Test func `Everything in one line`() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a\"\\\n\r\t\u{1}\u{7F}é😀")
    writer.beginArray()
    writer.value(1)
    writer.value(0.1)
    writer.value(1e300)
    writer.value(-0.0)
    writer.value(Double.nan)
    writer.value(true)
    writer.null()
    writer.value(utf8: Array("xyz".utf8)[1...])
    writer.endArray()
    writer.key("o")
    writer.beginObject()
    writer.endObject()
    writer.endObject()
    writer.endLine()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"a\"\\\n\r\t\u0001\u007fé😀":[1,0.1,1e+300,-0.0,null,true,null,"yz"],"o":{}}"# + "\n")
  }

  @Test func `Indented`() {
    var writer = JSONWriter(indentation: 2)
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.value(1)
    writer.value(2)
    writer.endArray()
    writer.key("b")
    writer.beginArray()
    writer.endArray()
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        {
          "a": [
            1,
            2
          ],
          "b": []
        }
        """)
  }

  @Test func `What is written reads back the same`() throws {
    let text = #"{"a":[1,-2.5e-7,"x\u0000y"],"b":{"c":null,"d":false}}"#
    let value = try JSONValue(parsing: Array(text.utf8))
    for indentation in [nil, 2] {
      var writer = JSONWriter(indentation: indentation)
      writer.value(value)
      #expect(try JSONValue(parsing: writer.bytes) == value)
    }
  }
}

@Suite("CSVWriter")
struct CSVWriterTests {
  @Test func `Quotes only where needed`() {
    var writer = CSVWriter()
    for text in ["plain", "a,b", "a\"b", "a\nb", "a\rb", "", "=1"] { writer.field(text) }
    writer.field(0.5)
    writer.field(7)
    writer.endRecord()
    writer.field("")
    writer.endRecord()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "plain,\"a,b\",\"a\"\"b\",\"a\nb\",\"a\rb\",,=1,0.5,7\n\"\"\n")
  }

  @Test func `Formulas are guarded for spreadsheets, numbers are not`() {
    var writer = CSVWriter(delimiter: 0x09, isSpreadsheetSafe: true)
    for text in ["=1+1", "+a", "-a", "@a", "\ta", "a=", "=\"x\""] { writer.field(text) }
    writer.field(-0.5)
    writer.endRecord()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "'=1+1\t'+a\t'-a\t'@a\t\"'\ta\"\ta=\t\"'=\"\"x\"\"\"\t-0.5\n")
  }

  @Test func `What is written reads back the same`() throws {
    let texts = ["a", "a,b", "\"", "\"\"", "a\r\nb", " a ", "=x", "東"]
    var writer = CSVWriter()
    writer.field("text")
    writer.endRecord()
    for text in texts {
      writer.field(text)
      writer.endRecord()
    }
    #expect(try Scratch().read(writer.bytes, as: "a.csv").map(\.text) == texts)
  }
}
