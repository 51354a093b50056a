/// Makes records of files that are one document each.
enum WholeTextDecoder {
  static func decode(
    _ bytes: ByteWindow, _ documents: [WholeDocument], _ layout: InputLayout,
    _ batch: inout RecordBatch, _ repairs: inout [UInt8]
  ) {
    for document in documents {
      var record = Record(line: 1)
      if let id = document.id, layout.fields.contains(.id) {
        record.set(.id, to: id, in: bytes, repairs: &repairs)
      }
      if let problem = document.problem {
        batch.reject(&record, because: problem)
      } else {
        if let label = document.label, layout.fields.contains(.label) {
          record.set(.label, to: label, in: bytes, repairs: &repairs)
        }
        record.set(.text, to: document.text, in: bytes, repairs: &repairs)
        record.finish(in: bytes, repairs: repairs, batch: &batch)
      }
      batch.records.append(record)
    }
  }
}
