import Corpus
import Foundation
import TestSupport
import Testing

@Suite("csv-spectrum", .enabled(if: SharedData.isPresent, SharedData.absence))
struct CSVSpectrumTests {
  @Test func `All 11 files read as expected at every read size`() throws {
    let files = try SharedData.files(in: "suites/csv-spectrum/csvs")
    #expect(files.count == 11)
    let scratch = try Scratch()
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      let content = [UInt8](try Data(contentsOf: file))
      let data = try Data(contentsOf: SharedData.url("suites/csv-spectrum/json/\(name).json"))
      let expected = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: String]])
      let header = try #require(String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline).first)
      let columns = header.split(separator: ",").map(String.init)
      let fields: [Field] = [.text, .date, .source, .group, .id].prefix(columns.count).map { $0 }
      let path = try scratch.write(content, to: "\(name).csv")
      for size in 1...64 {
        var options = pieces(of: size, chunks: 1)
        options.columns = Dictionary(uniqueKeysWithValues: zip(fields, columns))
        let records = try readAll([.path(path)], options).records
        let rows = records.map { record in
          Dictionary(uniqueKeysWithValues: zip(columns, fields.map { record.fields[$0] ?? "" }))
        }
        #expect(rows == expected, "\(name) at read size \(size)")
        #expect(records.allSatisfy { $0.problem == nil })
      }
    }
  }
}
