import Foundation
import Framewise
import LinearAlgebra
import TestSupport
import TextFeatures

/// A model file taken apart, so that a part can be made wrong and the checksum right again.
struct ModelBytes {
  struct Tensor {
    var shape: [Int]
    /// Within the data behind the header.
    var range: Range<Int>
  }

  private var header: String
  var data: [UInt8]
  private(set) var tensors: [String: Tensor] = [:]

  init(_ model: Model) throws {
    let file = ModelFile.encode(model)
    let length = (0..<8).reduce(0) { $0 | Int(file[$1]) << (8 * $1) }
    header = String(decoding: file[8..<8 + length], as: UTF8.self)
    data = Array(file[(8 + length)...])
    let parsed = try JSONSerialization.jsonObject(with: Data(header.utf8)) as? [String: [String: Any]] ?? [:]
    for (name, value) in parsed where name != "__metadata__" {
      guard let shape = value["shape"] as? [Int], let offsets = value["data_offsets"] as? [Int] else { continue }
      tensors[name] = Tensor(shape: shape, range: offsets[0]..<offsets[1])
    }
  }

  /// With the first occurrence of a text in the header (behind another text) replaced; the text must be there.
  func replacing(_ text: String, _ other: String, after mark: String = "") -> ModelBytes {
    var changed = self
    let start = mark.isEmpty ? header.startIndex : header.range(of: mark)?.upperBound ?? header.endIndex
    guard let range = header.range(of: text, range: start..<header.endIndex) else {
      preconditionFailure("'\(text)' is not in the header: \(header)")
    }
    changed.header.replaceSubrange(range, with: other)
    return changed
  }

  /// Overwrites the first element of a tensor.
  mutating func write<Number: FixedWidthInteger>(_ number: Number, in name: String) {
    guard let start = tensors[name]?.range.lowerBound else { preconditionFailure("there is no tensor \(name)") }
    let bytes = Vocabulary.bytes(number)
    data.replaceSubrange(start..<start + bytes.count, with: bytes)
  }

  /// Replaces the bytes of a tensor; those behind it move, and one-dimensional shapes follow.
  mutating func replace(_ name: String, with bytes: [UInt8]) {
    guard let tensor = tensors[name] else { preconditionFailure("there is no tensor \(name)") }
    data.replaceSubrange(tensor.range, with: bytes)
    let growth = bytes.count - tensor.range.count
    guard growth != 0 else { return }
    for (other, old) in tensors where old.range.lowerBound >= tensor.range.lowerBound {
      let isThis = other == name
      let low = old.range.lowerBound + (isThis ? 0 : growth)
      let high = old.range.upperBound + growth
      var shape = old.shape
      if isThis { shape[0] += growth * old.shape[0] / max(old.range.count, 1) }
      func written(_ shape: [Int], _ low: Int, _ high: Int) -> String {
        "\"shape\":[\(shape.map(String.init).joined(separator: ","))],\"data_offsets\":[\(low),\(high)]"
      }
      self = replacing(
        written(old.shape, old.range.lowerBound, old.range.upperBound), written(shape, low, high),
        after: "\"\(other)\":")
      tensors[other] = Tensor(shape: shape, range: low..<high)
    }
  }

  /// The file with its lengths and checksum made right.
  func sealed() -> [UInt8] {
    var text = Array(header.utf8)
    while text.last == UInt8(ascii: " ") { text.removeLast() }
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var file = Vocabulary.bytes(UInt64(text.count)) + text + data
    let key = Array("\"sha256\":\"".utf8)
    guard let place = (8..<8 + text.count - key.count).first(where: { Array(file[$0..<$0 + key.count]) == key }) else {
      return file
    }
    let digits = place + key.count..<place + key.count + 64
    file.replaceSubrange(digits, with: repeatElement(UInt8(ascii: "0"), count: 64))
    file.replaceSubrange(digits, with: Digest.hex(file).utf8)
    return file
  }
}

/// The layout of a vocabulary in a model file, written anew from its description and not by the code under test.
enum Vocabulary {
  static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// A table of terms, with the pilots of its slots.
  struct Table {
    var slots: [UInt64]
    var pilots: [UInt8]
    var bytes: [UInt8]
    var offsets: [UInt32]
  }

  /// Terms in a table with as many slots and pilots, the seed and the padding of another; equal keys share a slot.
  static func table(_ terms: [[UInt8]], like other: TermIndex) -> Table {
    let hash = other.hash
    let padding = other.bytes.count - Int(other.offsets[other.count])
    var table = Table(
      slots: [UInt64](repeating: 0, count: 2 * hash.capacity),
      pilots: [UInt8](repeating: 0, count: hash.pilots.count), bytes: [], offsets: [0])
    for term in terms {
      table.bytes += term
      table.offsets.append(UInt32(table.bytes.count))
    }
    table.bytes += [UInt8](repeating: 0, count: padding)
    let keys = terms.map { key($0) }
    let buckets = keys.map { Int(((spread($0, hash.seed) >> 32) * UInt64(hash.pilots.count)) >> 32) }
    func slot(_ key: UInt64, _ pilot: Int) -> Int {
      let mixed = (spread(key, hash.seed) ^ UInt64(pilot) &* 0xA24B_AED4_963E_E407) &* 0x9FB2_1C65_1E98_DF25
      return Int(((mixed >> 32) * UInt64(hash.capacity)) >> 32)
    }
    for bucket in table.pilots.indices {
      let numbers = keys.indices.filter { buckets[$0] == bucket }
      let different = Set(numbers.map { keys[$0] })
      for pilot in 0..<256 {
        let places = Set(different.map { slot($0, pilot) })
        guard places.count == different.count, places.allSatisfy({ table.slots[2 * $0 + 1] == 0 }) else { continue }
        table.pilots[bucket] = UInt8(pilot)
        for number in numbers {
          let place = slot(keys[number], pilot)
          table.slots[2 * place] = keys[number]
          table.slots[2 * place + 1] = UInt64(terms[number].count) << 32 | UInt64(number)
        }
        break
      }
    }
    return table
  }

  private static func word(_ term: [UInt8], _ start: Int) -> UInt64 {
    term.dropFirst(start).prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
  }

  private static func key(_ term: [UInt8]) -> UInt64 {
    if term.count <= 8 { return word(term, 0) }
    var hash: UInt64 = 0x243F_6A88_85A3_08D3 ^ UInt64(term.count)
    for start in stride(from: 0, to: term.count, by: 8) {
      hash = (hash ^ word(term, start)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    return hash
  }

  private static func spread(_ key: UInt64, _ seed: UInt64) -> UInt64 {
    var z = (key ^ seed) &* 0x9E37_79B9_7F4A_7C15
    z ^= z >> 32
    return z &* 0xD6E8_FEB8_6659_FD93
  }
}
