import Corpus
import Files
import Foundation
import TestSupport
import Testing

@Suite("UTF-8 repair")
struct UTF8RepairTests {
  struct Case {
    var name: String
    var bytes: [UInt8]
    var expected: [UInt8]
  }

  private func hexadecimal(_ text: Substring) -> [UInt8] {
    let digits = text.filter { $0 != " " }
    return stride(from: 0, to: digits.count, by: 2).compactMap { offset in
      let start = digits.index(digits.startIndex, offsetBy: offset)
      return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
    }
  }

  private func cases() throws -> [Case] {
    let text = String(decoding: try SharedData.bytes("suites/utf8tests/utf8tests.txt"), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: ":", omittingEmptySubsequences: false)
      switch parts[1].trimmingCharacters(in: .whitespaces) {
      case "valid":
        let bytes = Array(parts[2...].joined(separator: ":").utf8)
        return Case(name: String(parts[0]), bytes: bytes, expected: bytes)
      case "valid hex":
        return Case(name: String(parts[0]), bytes: hexadecimal(parts[2]), expected: hexadecimal(parts[2]))
      default:
        return Case(
          name: String(parts[0]), bytes: hexadecimal(parts[2]),
          expected: parts[4] == "nothing" ? [] : hexadecimal(parts[4]))
      }
    }
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func `All 222 cases of utf8tests come out as texts at every read size`() throws {
    let cases = try cases()
    #expect(cases.count == 222)
    let scratch = try Scratch()
    for (index, test) in cases.enumerated() {
      // Some words before the bytes, so that none is taken for a byte order mark or for UTF-16.
      let number = String(1000 + index)
      try scratch.write(Array("some words: ".utf8) + test.bytes, to: "texts/\(number).txt")
    }
    let folder = FilePath(scratch.url.appendingPathComponent("texts").path)
    for size in 1...64 {
      let records = try readAll([.path(folder)], pieces(of: size)).records
      #expect(records.count == 222)
      for (record, test) in zip(records, cases) {
        let expected = "some words: " + String(decoding: test.expected, as: UTF8.self)
        #expect(record.text == expected, "\(test.name)")
        #expect(record.hadMalformedUTF8 == (test.bytes != test.expected))
      }
    }
  }

  @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
  func `They come out of JSON lines, tables and fastText lines alike`() throws {
    let cases = try cases().filter { test in
      test.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x2C }
    }
    #expect(cases.count > 200)
    let scratch = try Scratch()
    var lines: [UInt8] = []
    var table = Array("text\n".utf8)
    var fastText: [UInt8] = []
    for test in cases {
      lines += Array(#"{"text":"a\n"#.utf8) + test.bytes + Array("\"}\n".utf8)
      table += Array("\"a\n".utf8) + test.bytes + Array("\"\n".utf8)
      fastText += Array("__label__x a ".utf8) + test.bytes + [0x0A]
    }
    for size in [1, 2, 3, 5, 8, 13, 64, 4096] {
      let options = pieces(of: size)
      let results = [
        try scratch.read(lines, as: "a.jsonl", options), try scratch.read(table, as: "a.csv", options),
        try scratch.read(fastText, as: "a.ft", options),
      ]
      for (result, gap) in zip(results, ["\n", "\n", " "]) {
        #expect(result.map(\.text) == cases.map { "a" + gap + String(decoding: $0.expected, as: UTF8.self) })
        #expect(result.map(\.hadMalformedUTF8) == cases.map { $0.bytes != $0.expected })
      }
    }
  }

  @Test func `Random bytes are repaired as the standard library repairs them`() throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 17)
    let alphabet: [UInt8] = [
      0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xA0, 0xED, 0x9F, 0xEF, 0xF0, 0x90, 0xF4, 0x8F, 0xFF,
    ]
    for _ in 0..<300 {
      let count = Int.random(in: 1...90, using: &random)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0x41 }
      let records = try scratch.read([0x61, 0x62, 0x63] + bytes, as: "a.txt")
      #expect(records.first?.text == "abc" + String(decoding: bytes, as: UTF8.self))
    }
  }
}
