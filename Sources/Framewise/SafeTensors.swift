internal import Corpus
internal import LinearAlgebra

/// The safetensors container: eight bytes with the length of a JSON header, the header, the tensors back to back.
///
/// Format: https://github.com/huggingface/safetensors. This reader is stricter than the format: tensors lie in the order
/// of their offsets without gap or overlap, and the header is at most 8 MiB.
struct SafeTensors {
  enum ElementType: String {
    case u8 = "U8"
    case u16 = "U16"
    case u32 = "U32"
    case u64 = "U64"
    case f16 = "F16"
    case f32 = "F32"
    case f64 = "F64"

    var size: Int {
      switch self {
      case .u8: 1
      case .u16, .f16: 2
      case .u32, .f32: 4
      case .u64, .f64: 8
      }
    }
  }

  struct Tensor {
    var name: String
    var type: ElementType
    var shape: [Int]
    /// Of a tensor that was read, a part of the file's own memory.
    var bytes: Stored<UInt8>
  }

  /// In order of the file.
  var metadata: [(name: String, value: String)] = []
  var tensors: [Tensor] = []

  static let headerLimit = 8 << 20
}

extension SafeTensors {
  /// Writes the container. Tensors are laid out in the order given, widest elements first for alignment.
  func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("__metadata__")
    writer.beginObject()
    for entry in metadata {
      writer.key(entry.name)
      writer.value(entry.value)
    }
    writer.endObject()
    let ordered = tensors.sorted { $0.type.size > $1.type.size }
    var offset = 0
    for tensor in ordered {
      writer.key(tensor.name)
      writer.beginObject()
      writer.key("dtype")
      writer.value(tensor.type.rawValue)
      writer.key("shape")
      writer.beginArray()
      for side in tensor.shape { writer.value(side) }
      writer.endArray()
      writer.key("data_offsets")
      writer.beginArray()
      writer.value(offset)
      offset += tensor.bytes.count
      writer.value(offset)
      writer.endArray()
      writer.endObject()
    }
    writer.endObject()
    var header = writer.bytes
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var file = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    file.reserveCapacity(8 + header.count + offset)
    file.append(contentsOf: header)
    for tensor in ordered { unsafe tensor.bytes.withUnsafeBufferPointer { unsafe file.append(contentsOf: $0) } }
    return file
  }

  /// Reads a container; nothing is allocated that the file's own size does not cover.
  init(_ file: Stored<UInt8>) throws(ModelFileError) {
    guard file.count >= 8 else { throw .notAModel("it has only \(file.count) bytes") }
    let length = file[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(Self.headerLimit), length <= UInt64(file.count - 8),
      file[8] == UInt8(ascii: "{")
    else { throw .notAModel("it does not begin like a safetensors file") }
    let start = 8 + Int(length)
    let header: JSONValue
    do {
      header = try JSONValue(parsing: Array(file[8..<start]))
    } catch {
      throw .damaged("its header is not valid JSON: \(error)")
    }
    guard let members = header.object?.members else { throw .damaged("its header is no JSON object") }
    var position = 0
    for member in members.sorted(by: { Self.begin($0.value) < Self.begin($1.value) }) {
      if member.key == "__metadata__" {
        guard let entries = member.value.object?.members else { throw .damaged("its metadata is no JSON object") }
        for entry in entries {
          guard let value = entry.value.string else { throw .damaged("metadata '\(entry.key)' is no string") }
          metadata.append((entry.key, value))
        }
        continue
      }
      let tensor = try Self.tensor(member.key, member.value, in: file, from: start, at: &position)
      tensors.append(tensor)
    }
    guard start + position == file.count else {
      throw .damaged("its tensors end at byte \(start + position) of \(file.count)")
    }
  }

  private static func begin(_ value: JSONValue) -> Int { value["data_offsets"]?.array?.first?.integer ?? -1 }

  private static func tensor(
    _ name: String, _ value: JSONValue, in file: Stored<UInt8>, from start: Int, at position: inout Int
  ) throws(ModelFileError) -> Tensor {
    guard let type = value["dtype"]?.string.flatMap(ElementType.init),
      let sides = value["shape"]?.array, let offsets = value["data_offsets"]?.array, offsets.count == 2,
      let first = offsets[0].integer, let last = offsets[1].integer
    else { throw .damaged("tensor '\(name)' is not described in full") }
    var size = type.size
    var shape: [Int] = []
    for side in sides {
      guard let side = side.integer, side >= 0 else { throw .damaged("tensor '\(name)' has no sound shape") }
      let (product, overflow) = size.multipliedReportingOverflow(by: side)
      guard !overflow else { throw .damaged("tensor '\(name)' is larger than any file") }
      size = product
      shape.append(side)
    }
    guard first == position, last >= first, last - first == size, last <= file.count - start else {
      throw .damaged("tensor '\(name)' does not lie where its shape says")
    }
    position = last
    return Tensor(name: name, type: type, shape: shape, bytes: file.part(start + first..<start + last))
  }
}
